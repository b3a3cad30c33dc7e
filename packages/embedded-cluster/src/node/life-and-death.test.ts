import { resources } from '@moorage/kube/resources';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createAddressPool } from './address-pool.ts';
import { claimSlice } from './loopback-slice.ts';
import { formatRange, isInRange, preferredSlice, sliceAt } from './loopback-slice.rules.ts';
import { nodeScript, startNodeHarness, waitUntil, type NodeHarness } from './node-harness.fake.ts';
import type { ContainerStatus } from './pod-spec.ts';
import { startTimeOf } from './process-table.ts';

describe('the end of a container', () => {
  let harness: NodeHarness;
  beforeAll(async () => {
    harness = await startNodeHarness();
  });
  afterAll(() => harness.close());

  const target = (pod: string) => ({ namespace: 'default', pod });
  const statusOf = (pod: string): ContainerStatus | undefined => harness.status(pod).containerStatuses?.[0];
  const runs = (pod: string) => waitUntil(`${pod} to run`, () => statusOf(pod)?.state.running !== undefined);
  const isGone = (pod: string) => waitUntil(`${pod} to be gone`, () => harness.pod(pod) === undefined);

  async function follow(pod: string): Promise<() => string> {
    const stream = await harness.node.streams.logs(target(pod), { follow: true }, new AbortController().signal);
    let text = '';
    stream.on('data', (chunk: Buffer) => (text += chunk.toString()));
    return () => text;
  }

  it('is told to it: preStop first, then SIGTERM, and it may finish', async () => {
    harness.createPod('polite', {
      volumes: [{ name: 'v', emptyDir: {} }],
      containers: [
        {
          name: 'main',
          image: 'x',
          command: nodeScript(
            `console.log('up'); setInterval(() => {}, 1000); process.on('SIGTERM', () => { console.log(require('fs').readFileSync('/v/stop', 'utf8'), 'bye'); process.exit(0); })`,
          ),
          volumeMounts: [{ name: 'v', mountPath: '/v' }],
          lifecycle: { preStop: { exec: { command: ['sh', '-c', 'printf hook > /v/stop'] } } },
        },
      ],
    });
    const log = await waitUntil('its log', async () =>
      (await harness.logs('polite').catch(() => '')) === 'up\n' ? follow('polite') : undefined,
    );
    harness.api.remove(resources.pod, { namespace: 'default', name: 'polite' });
    await isGone('polite');
    await waitUntil('the last words', () => log() === 'up\nhook bye\n');
    expect(harness.events.filter((event) => event.pod === 'polite').map((event) => event.reason)).toContain('Killing');
  });

  it('is enforced when the grace period is over', async () => {
    harness.createPod('stubborn', {
      containers: [{ name: 'main', image: 'x', command: ['sh', '-c', 'trap "" TERM; while true; do sleep 0.1; done'] }],
    });
    await runs('stubborn');
    harness.api.remove(resources.pod, { namespace: 'default', name: 'stubborn' }, { gracePeriodSeconds: 2 });
    await waitUntil('unready at once', () => statusOf('stubborn')?.ready === false);
    await isGone('stubborn');
    expect(harness.pod('stubborn')).toBeUndefined();
  });

  it('takes grandchildren along', async () => {
    harness.createPod('parent', {
      containers: [{ name: 'main', image: 'x', command: ['sh', '-c', 'sleep 61 & echo $!; wait'] }],
    });
    const child = await waitUntil('the child', async () => Number(await harness.logs('parent').catch(() => '')) || undefined);
    harness.api.remove(resources.pod, { namespace: 'default', name: 'parent' });
    await isGone('parent');
    await waitUntil('the child to be gone', async () => (await startTimeOf(child)) === undefined);
  });

  it('is OOMKilled above the memory limit', async () => {
    const source = `const kept = []; setInterval(() => kept.push(Buffer.alloc(2e7, 1)), 20)`;
    harness.createPod('hog', {
      restartPolicy: 'Never',
      containers: [{ name: 'main', image: 'x', command: nodeScript(source), resources: { limits: { memory: '64Mi' } } }],
    });
    await waitUntil('the end', () => statusOf('hog')?.state.terminated !== undefined);
    expect(statusOf('hog')?.state.terminated).toMatchObject({ reason: 'OOMKilled', exitCode: 137 });
  });

  it('reports a signal, and what it wrote as its last message', async () => {
    const command = ['sh', '-c', 'echo because > /dev/termination-log; kill -SEGV $$$$'];
    harness.createPod('crashed', { restartPolicy: 'Never', containers: [{ name: 'main', image: 'x', command }] });
    await waitUntil('the end', () => harness.status('crashed').phase === 'Failed');
    expect(statusOf('crashed')?.state.terminated).toMatchObject({ exitCode: 139, reason: 'Error', message: 'because\n' });
  });

  it('ends the sidecars of a finished pod', async () => {
    harness.createPod('job', {
      restartPolicy: 'Never',
      initContainers: [{ name: 'proxy', image: 'x', command: ['sleep', '60'], restartPolicy: 'Always' }],
      containers: [{ name: 'main', image: 'x', command: ['true'] }],
    });
    await waitUntil('success', () => harness.status('job').phase === 'Succeeded');
    await waitUntil('the sidecar to end', () => harness.status('job').initContainerStatuses?.[0]?.state.terminated !== undefined);
    expect(harness.status('job').initContainerStatuses?.[0]?.restartCount).toBe(0);
  });

  it('is final when the object is removed without grace', async () => {
    harness.createPod('forced', {
      containers: [
        { name: 'main', image: 'x', command: ['sh', '-c', 'echo $$$$; trap "" TERM; while true; do sleep 0.1; done'] },
      ],
    });
    const pid = await waitUntil('its pid', async () => Number(await harness.logs('forced').catch(() => '')) || undefined);
    harness.api.remove(resources.pod, { namespace: 'default', name: 'forced' }, { gracePeriodSeconds: 0 });
    await waitUntil('the process to be gone', async () => (await startTimeOf(pid)) === undefined);
    expect(harness.pod('forced')).toBeUndefined();
  });

  it('leaves room for a pod of the same name', async () => {
    harness.createPod('again', { containers: [{ name: 'main', image: 'x', command: ['sleep', '60'] }] });
    await runs('again');
    harness.api.remove(resources.pod, { namespace: 'default', name: 'again' }, { gracePeriodSeconds: 0 });
    harness.createPod('again', { containers: [{ name: 'main', image: 'x', command: ['sleep', '60'] }] });
    await runs('again');
    expect(statusOf('again')?.restartCount).toBe(0);
  });
});

describe('streams', () => {
  let harness: NodeHarness;
  beforeAll(async () => {
    harness = await startNodeHarness();
    const source = `process.stdin.on('data', (d) => console.log('got ' + d)); require('net').createServer((s) => s.end('port')).listen(9100); console.log('up')`;
    harness.createPod('host', { containers: [{ name: 'main', image: 'x', command: nodeScript(source), stdin: true }] });
    await waitUntil('it is up', async () => (await harness.logs('host').catch(() => '')) === 'up\n');
  });
  afterAll(() => harness.close());
  const target = { namespace: 'default', pod: 'host' };

  it('give exec its standard input', async () => {
    const session = await harness.node.streams.exec(target, { command: ['cat'], stdin: true, tty: false });
    session.stdin?.end('through');
    expect((await session.stdout.toArray()).join('')).toBe('through');
    expect(await session.exit).toEqual({ kind: 'exited', code: 0 });
  });

  it('say which program of exec does not exist', async () => {
    const session = await harness.node.streams.exec(target, { command: ['nope'], stdin: false, tty: false });
    expect(await session.exit).toMatchObject({ kind: 'failed', message: expect.stringContaining('"nope"') });
  });

  it('attach to the main process and leave it alone afterwards', async () => {
    const session = await harness.node.streams.attach(target, { stdin: true, tty: false });
    let text = '';
    session.stdout.on('data', (chunk: Buffer) => (text += chunk.toString()));
    session.stdin?.write('hello');
    await waitUntil('the answer', () => text === 'got hello\n');
    session.kill();
    expect(harness.status('host').phase).toBe('Running');
  });

  it('connect to a port, and refuse one that nobody listens on', async () => {
    const socket = await harness.node.streams.connect(target, 9100);
    expect((await socket.toArray()).join('')).toBe('port');
    await expect(harness.node.streams.connect(target, 9101)).rejects.toMatchObject({ code: 'unavailable' });
  });

  it('refuse what does not exist', async () => {
    const { signal } = new AbortController();
    await expect(harness.node.streams.logs({ namespace: 'default', pod: 'none' }, {}, signal)).rejects.toMatchObject({
      code: 'not_found',
    });
    await expect(harness.node.streams.logs({ ...target, container: 'none' }, {}, signal)).rejects.toMatchObject({
      code: 'not_found',
    });
    await expect(harness.node.streams.logs(target, { previous: true }, signal)).rejects.toMatchObject({
      code: 'invalid_request',
    });
  });
});

describe('loopback slices', () => {
  it('are cut without overlap', () => {
    expect(formatRange(sliceAt(0).pods)).toBe('127.64.0.0/20');
    expect(formatRange(sliceAt(511).pods)).toBe('127.95.240.0/20');
    expect(formatRange(sliceAt(1).services)).toBe('127.96.16.0/20');
    expect(isInRange('127.64.15.255', sliceAt(0).pods)).toBe(true);
    expect(isInRange('127.64.16.0', sliceAt(0).pods)).toBe(false);
    expect(isInRange('None', sliceAt(0).pods)).toBe(false);
    expect(preferredSlice('/a')).not.toBe(preferredSlice('/b'));
  });

  it('hand out an address once, and the wanted one when it is free', () => {
    const pool = createAddressPool(sliceAt(0).pods);
    expect([pool.claim(undefined), pool.claim('127.64.0.9'), pool.claim('127.64.0.9'), pool.claim('10.0.0.1')]).toEqual([
      '127.64.0.2',
      '127.64.0.9',
      '127.64.0.3',
      '127.64.0.4',
    ]);
    pool.release('127.64.0.2');
    expect(pool.claim('127.64.0.2')).toBe('127.64.0.2');
  });

  it('are claimed by one cluster at a time and kept by their directory', async () => {
    const harness = await startNodeHarness();
    const other = await claimSlice(harness.dataDir);
    expect(other.index).not.toBe(harness.slice.index);
    await other.release();
    const again = await claimSlice(harness.dataDir);
    expect(again.index).toBe(other.index);
    await again.release();
    await harness.close();
  });
});

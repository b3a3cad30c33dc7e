import { request } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { resources } from '@moorage/kube/resources';
import { nodeScript, startNodeHarness, waitUntil, type NodeHarness } from './node-harness.fake.ts';

function fetchText(host: string, port: number): Promise<string> {
  return new Promise((resolve, reject) => {
    const call = request({ host, port, agent: false }, (answer) => {
      let text = '';
      answer.on('data', (chunk: Buffer) => (text += chunk.toString()));
      answer.on('end', () => resolve(text));
    });
    call.on('error', reject);
    call.end();
  });
}

const greeter = (text: string): string[] =>
  nodeScript(
    `require('http').createServer((q, s) => s.end(${JSON.stringify(text)})).listen(8080, () => console.log('listening'))`,
  );

describe('the node', () => {
  let harness: NodeHarness;
  beforeAll(async () => {
    harness = await startNodeHarness();
  });
  afterAll(() => harness.close());

  const isReady = (name: string): boolean =>
    harness.status(name).conditions?.some((condition) => condition.type === 'Ready' && condition.status === 'True') ?? false;

  it('runs two pods side by side on the same port, each at its own address', async () => {
    const readinessProbe = { httpGet: { path: '/', port: 8080 } };
    harness.createPod('one', { containers: [{ name: 'web', image: 'node:24', command: greeter('first'), readinessProbe }] });
    harness.createPod('two', { containers: [{ name: 'web', image: 'node:24', command: greeter('second'), readinessProbe }] });
    await waitUntil('both ready', () => isReady('one') && isReady('two'));
    expect(await fetchText(harness.status('one').podIP ?? '', 8080)).toBe('first');
    expect(await fetchText(harness.status('two').podIP ?? '', 8080)).toBe('second');
    expect(await harness.logs('one')).toBe('listening\n');
    expect(harness.events.filter((event) => event.pod === 'one').map((event) => event.reason)).toEqual([
      'Scheduled',
      'Created',
      'Started',
    ]);
  });

  it('ends the process and removes the object when a pod is deleted', async () => {
    const ip = harness.status('two').podIP ?? '';
    harness.api.remove(resources.pod, { namespace: 'default', name: 'two' });
    await waitUntil('the pod is gone', () => harness.pod('two') === undefined);
    await expect(fetchText(ip, 8080)).rejects.toThrow('ECONNREFUSED');
  });

  it('gives a container its variables, its files and a rewritten mount path', async () => {
    harness.api.create(resources.configMap, {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'settings', namespace: 'default' },
      data: { greeting: 'hello' },
    });
    const source = `const fs = require('fs'); console.log(process.env.GREETING, process.env.COMBINED, fs.readFileSync('/etc/app/greeting', 'utf8'), process.env.HOME.length > 0, process.env.SHELL)`;
    harness.createPod('configured', {
      restartPolicy: 'Never',
      volumes: [{ name: 'files', configMap: { name: 'settings' } }],
      containers: [
        {
          name: 'main',
          image: 'node:24',
          command: nodeScript(source),
          env: [
            { name: 'GREETING', valueFrom: { configMapKeyRef: { name: 'settings', key: 'greeting' } } },
            { name: 'COMBINED', value: '$(GREETING)-$(NOPE)' },
          ],
          volumeMounts: [{ name: 'files', mountPath: '/etc/app' }],
        },
      ],
    });
    await waitUntil('it has ended', () => harness.status('configured').phase === 'Succeeded');
    expect(await harness.logs('configured')).toBe('hello hello-$(NOPE) hello true undefined\n');
    expect(harness.status('configured').containerStatuses?.[0]?.state.terminated).toMatchObject({
      exitCode: 0,
      reason: 'Completed',
    });
  });

  it('backs off from a container that crashes and keeps the log of the run before', async () => {
    harness.createPod('crasher', {
      containers: [
        {
          name: 'main',
          image: 'node:24',
          command: nodeScript(`console.log('boom'); process.exit(3)`),
          terminationMessagePolicy: 'FallbackToLogsOnError',
        },
      ],
    });
    const status = await waitUntil('a crash loop', () => {
      const found = harness.status('crasher').containerStatuses?.[0];
      return found?.state.waiting?.reason === 'CrashLoopBackOff' && found.restartCount > 0 ? found : undefined;
    });
    expect(status.lastState.terminated).toMatchObject({ exitCode: 3, reason: 'Error', message: 'boom\n' });
    expect(status.state.waiting?.message).toMatch(/^back-off .* restarting failed container=main pod=crasher_default\(/);
    expect(await harness.logs('crasher', { previous: true })).toBe('boom\n');
    harness.api.remove(resources.pod, { namespace: 'default', name: 'crasher' }, { gracePeriodSeconds: 0 });
  });

  it('says which program does not exist', async () => {
    harness.createPod('absent', {
      restartPolicy: 'Never',
      containers: [{ name: 'main', image: 'x', command: ['no-such-program'] }],
    });
    await waitUntil('it has failed', () => harness.status('absent').phase === 'Failed');
    const terminated = harness.status('absent').containerStatuses?.[0]?.state.terminated;
    expect(terminated).toMatchObject({ exitCode: 128, reason: 'StartError' });
    expect(terminated?.message).toContain('"no-such-program"');
  });

  it('reports an image that cannot be pulled', async () => {
    harness.createPod('unpullable', { containers: [{ name: 'main', image: 'registry.invalid/app:1', command: ['true'] }] });
    await waitUntil(
      'the back-off',
      () => harness.status('unpullable').containerStatuses?.[0]?.state.waiting?.reason === 'ImagePullBackOff',
    );
    expect(harness.events).toContainEqual(
      expect.objectContaining({ pod: 'unpullable', reason: 'Failed', message: 'Error: ErrImagePull' }),
    );
  });

  it('waits for a missing config map and starts when it appears', async () => {
    harness.createPod('patient', {
      containers: [{ name: 'main', image: 'node:24', command: ['sleep', '60'], envFrom: [{ configMapRef: { name: 'late' } }] }],
    });
    await waitUntil(
      'the refusal',
      () => harness.status('patient').containerStatuses?.[0]?.state.waiting?.reason === 'CreateContainerConfigError',
    );
    harness.api.create(resources.configMap, {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'late', namespace: 'default' },
      data: { A: '1' },
    });
    await waitUntil('it runs', () => isReady('patient'));
    expect(harness.status('patient').containerStatuses?.[0]?.restartCount).toBe(0);
  });

  it('tells a failing probe as a kubelet does and restarts after liveness failures', async () => {
    const source = `require('http').createServer((q, s) => { s.statusCode = 503; s.end() }).listen(8080)`;
    harness.createPod('sick', {
      terminationGracePeriodSeconds: 1,
      containers: [
        {
          name: 'web',
          image: 'node:24',
          command: nodeScript(source),
          // Liveness counts from when it answers, however long it takes to start.
          startupProbe: { tcpSocket: { port: 8080 }, failureThreshold: 1_000 },
          readinessProbe: { httpGet: { path: '/healthz', port: 8080 }, periodSeconds: 1 },
          livenessProbe: { tcpSocket: { port: 9 }, periodSeconds: 1, failureThreshold: 2 },
        },
      ],
    });
    await waitUntil('a restart', () => (harness.status('sick').containerStatuses?.[0]?.restartCount ?? 0) > 0);
    const messages = harness.events.filter((event) => event.pod === 'sick').map((event) => event.message);
    expect(messages).toContain('Readiness probe failed: HTTP probe failed with statuscode: 503');
    expect(messages).toContain('Container web failed liveness probe, will be restarted');
    harness.api.remove(resources.pod, { namespace: 'default', name: 'sick' }, { gracePeriodSeconds: 0 });
  });

  it('runs init containers in order before the main ones', async () => {
    harness.createPod('ordered', {
      restartPolicy: 'Never',
      volumes: [{ name: 'shared', emptyDir: {} }],
      initContainers: [
        {
          name: 'prepare',
          image: 'x',
          command: ['sh', '-c', 'echo made > /scratch/file'],
          volumeMounts: [{ name: 'shared', mountPath: '/scratch' }],
        },
      ],
      containers: [
        { name: 'main', image: 'x', command: ['cat', '/data/file'], volumeMounts: [{ name: 'shared', mountPath: '/data' }] },
      ],
    });
    await waitUntil('it has ended', () => harness.status('ordered').phase === 'Succeeded');
    expect(await harness.logs('ordered')).toBe('made\n');
  });

  it('executes commands beside a container and gives their exit code', async () => {
    const session = await harness.node.streams.exec(
      { namespace: 'default', pod: 'one' },
      { command: ['sh', '-c', 'echo $POD_IP; exit 7'], stdin: false, tty: false },
    );
    const [chunks, exit] = await Promise.all([session.stdout.toArray(), session.exit]);
    expect(exit).toEqual({ kind: 'exited', code: 7 });
    expect(chunks.join('').trim()).toBe(harness.status('one').podIP);
  });

  it('opens a terminal', async () => {
    const session = await harness.node.streams.exec(
      { namespace: 'default', pod: 'one' },
      { command: ['sh', '-c', 'tty; stty size'], stdin: true, tty: true },
    );
    let text = '';
    session.stdout.on('data', (chunk: Buffer) => (text += chunk.toString()));
    expect(await session.exit).toEqual({ kind: 'exited', code: 0 });
    await waitUntil('its size', () => text.includes('24 80'));
    expect(text).toContain('/dev/pts/');
  });

  it('stands in for a container without a command', async () => {
    harness.createPod('image-only', { containers: [{ name: 'web', image: 'nginx:1.27', ports: [{ containerPort: 18080 }] }] });
    await waitUntil('ready', () => isReady('image-only'));
    const page = await fetchText(harness.status('image-only').podIP ?? '', 18080);
    expect(page).toContain('placeholder for the image <code>nginx:1.27</code>');
  });
});

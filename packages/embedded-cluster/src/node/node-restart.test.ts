import { spawn, type ChildProcess } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { resources } from '@moorage/kube/resources';
import { describe, expect, it } from 'vitest';
import { nodeScript, startNodeHarness, waitUntil } from './node-harness.fake.ts';
import { formatPidRecord, killLeftovers, ownerVariable, startTimeOf } from './process-table.ts';

/** A zombie, which waits for whoever adopted it, has ended. */
async function isAlive(pid: number): Promise<boolean> {
  return (await startTimeOf(pid)) !== undefined;
}

const printPid = nodeScript(`console.log(process.pid); setInterval(() => {}, 1000)`);

describe('a restart of the platform', () => {
  it('ends all processes, keeps the pods and starts them again', async () => {
    const harness = await startNodeHarness();
    harness.createPod('survivor', { containers: [{ name: 'main', image: 'node:24', command: printPid }] });
    const pid = Number(await waitUntil('its pid', async () => (await harness.logs('survivor').catch(() => '')) || undefined));
    const address = harness.status('survivor').podIP;
    await harness.node.stop();
    expect(await isAlive(pid)).toBe(false);
    expect(harness.status('survivor').phase).toBe('Running');
    const next = harness.nextNode();
    await next.start();
    const status = await waitUntil('it runs again', () => {
      const found = harness.status('survivor').containerStatuses?.[0];
      return found?.state.running !== undefined && found.restartCount === 1 ? found : undefined;
    });
    expect(status.lastState.terminated).toMatchObject({ reason: 'NodeRestarted', exitCode: 137 });
    expect(harness.status('survivor').podIP).toBe(address);
    await next.stop();
    await harness.close();
  });

  it('leaves no process of containers that were just being started', async () => {
    const harness = await startNodeHarness();
    const left: number[] = [];
    let node = harness.node;
    for (let round = 0; round < 5; round += 1) {
      const names = Array.from({ length: 6 }, (_, index) => `r${round}-${index}`);
      for (const name of names)
        harness.createPod(name, { containers: [{ name: 'main', image: 'x', command: ['sleep', '600'] }] });
      await waitUntil('the first runs', () => names.some((name) => harness.status(name).phase === 'Running'));
      await node.stop();
      left.push(await killLeftovers(join(harness.dataDir, 'node')));
      node = harness.nextNode();
      await node.start();
    }
    expect(left).toEqual([0, 0, 0, 0, 0]);
    await node.stop();
    await harness.close();
  });

  it('does not run a finished pod again and keeps its log', async () => {
    const harness = await startNodeHarness();
    harness.createPod('done', {
      restartPolicy: 'OnFailure',
      containers: [{ name: 'main', image: 'x', command: ['echo', 'once'] }],
    });
    await waitUntil('it has ended', () => harness.status('done').phase === 'Succeeded');
    await harness.node.stop();
    const next = harness.nextNode();
    await next.start();
    const stream = await next.streams.logs({ namespace: 'default', pod: 'done' }, {}, new AbortController().signal);
    expect((await stream.toArray()).join('')).toBe('once\n');
    expect(harness.status('done').containerStatuses?.[0]?.restartCount).toBe(0);
    harness.api.remove(resources.pod, { namespace: 'default', name: 'done' });
    await waitUntil('it is gone', () => harness.pod('done') === undefined);
    await next.stop();
    await harness.close();
  });
});

describe('what a killed platform leaves behind', () => {
  it('is killed at the next start, by pid record and by owner, and nothing else is', async () => {
    const nodeDir = await mkdtemp(join(tmpdir(), 'moorage-left-'));
    const start = (env: Record<string, string>): ChildProcess => spawn('sleep', ['60'], { detached: true, stdio: 'ignore', env });
    const [recorded, owned, foreign] = [start({}), start({ [ownerVariable]: nodeDir }), start({ [ownerVariable]: '/elsewhere' })];
    const pids = [recorded, owned, foreign].map((child) => child.pid ?? 0);
    const [first = 0, second = 0, third = 0] = pids;
    await mkdir(join(nodeDir, 'pods', 'uid', 'main'), { recursive: true });
    await mkdir(join(nodeDir, 'pods', 'uid', 'stale'), { recursive: true });
    await writeFile(
      join(nodeDir, 'pods/uid/main/pid'),
      formatPidRecord({ pid: first, startTime: (await startTimeOf(first)) ?? '' }),
    );
    await writeFile(join(nodeDir, 'pods/uid/stale/pid'), formatPidRecord({ pid: third, startTime: 'another time' }));
    const ended = Promise.all([recorded, owned].map((child) => new Promise((resolve) => child.once('exit', resolve))));
    expect(await killLeftovers(nodeDir)).toBe(2);
    await ended;
    expect(await isAlive(second)).toBe(false);
    expect(await isAlive(third)).toBe(true);
    foreign.kill('SIGKILL');
    await rm(nodeDir, { recursive: true });
  });

  it('dies with the platform, whatever the program', async () => {
    const dataDir = await mkdtemp(join(tmpdir(), 'moorage-kill-'));
    const harness = fileURLToPath(new URL('./node-harness.fake.ts', import.meta.url));
    const source = `
      const { startNodeHarness } = await import(${JSON.stringify(harness)});
      const harness = await startNodeHarness();
      harness.createPod('plain', { containers: [{ name: 'main', image: 'x', command: ['sh', '-c', 'echo $$$$; sleep 60'] }] });
      harness.createPod('script', { containers: [{ name: 'main', image: 'x', command: ['sh', '-c', 'node -e "console.log(process.pid); setInterval(() => {}, 1000)"; true'] }] });
      const pids = [];
      while (pids.length < 2) {
        await new Promise((resolve) => setTimeout(resolve, 50));
        pids.length = 0;
        for (const name of ['plain', 'script']) {
          const text = await harness.logs(name).catch(() => '');
          if (text) pids.push(Number(text));
        }
      }
      const { writeFileSync, renameSync } = await import('node:fs');
      writeFileSync(${JSON.stringify(join(dataDir, 'pids.new'))}, JSON.stringify({ pids, dir: harness.dataDir }));
      renameSync(${JSON.stringify(join(dataDir, 'pids.new'))}, ${JSON.stringify(join(dataDir, 'pids'))});
    `;
    const platform = spawn(process.execPath, ['--input-type=module', '-e', source], { stdio: 'ignore' });
    const text = await waitUntil('the pods', () => readFile(join(dataDir, 'pids'), 'utf8').catch(() => undefined));
    const { pids, dir } = JSON.parse(text) as { pids: number[]; dir: string };
    expect(await Promise.all(pids.map(isAlive))).toEqual([true, true]);
    platform.kill('SIGKILL');
    await waitUntil('all to be gone', async () => !(await Promise.all(pids.map(isAlive))).includes(true));
    // The shell's own sleep has no preload and was not the direct child: the next start finds it.
    await killLeftovers(join(dir, 'node'));
    await rm(dir, { recursive: true, force: true });
    await rm(dataDir, { recursive: true });
  });
});

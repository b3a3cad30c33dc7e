import { makeTempDir, type TempDir } from '@moorage/testkit/temp-dir';
import { waitUntil } from '@moorage/testkit/wait-until';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestCli, type TestCli } from './support/cli.ts';
import { openApp } from './support/open-app.ts';
import { type Platform, startPlatform } from './support/platform.ts';

describe('a canary by the command line', () => {
  let dir: TempDir;
  let platform: Platform;
  let cli: TestCli;
  let url = '';

  beforeAll(async () => {
    dir = makeTempDir('canary');
    platform = await startPlatform({ dataDir: dir.path });
    cli = createTestCli(platform.url);
    expect(await cli('login')).toMatchObject({ code: 0 });
    const made = await cli('deployments', 'create', 'hello', '--name', 'hello', '--env', 'GREETING=Old', '--wait', '-o', 'json');
    url = JSON.parse(made.stdout).url;
  });

  afterAll(async () => {
    await platform?.stop();
    dir?.remove();
  });

  async function canary() {
    const { stdout } = await cli('deployments', 'canary', 'status', 'hello', '--output', 'json');
    return JSON.parse(stdout).canary;
  }
  const routed = (weight: number) =>
    waitUntil(async () => (await canary())?.routedWeight === weight, { timeoutMs: 60_000, describe: `${weight} of a hundred` });
  /** The ingress splits by count: of so many requests in a row exactly these, from soon after the platform says so. */
  async function serves(greeting: string, wanted: number, requests: number): Promise<void> {
    let count = 0;
    const isSplit = async (): Promise<boolean> => {
      count = 0;
      for (let asked = 0; asked < requests; asked += 1) if ((await openApp(url)).text.includes(greeting)) count += 1;
      return count === wanted;
    };
    await waitUntil(isSplit, { timeoutMs: 60_000, describe: () => `${wanted} of ${requests} requests; it were ${count}` });
  }

  it('gets the share that was asked for, and becomes the service', async () => {
    const started = await cli('deployments', 'canary', 'start', 'hello', 'web', '--env', 'GREETING=New', '--weight', '30');
    expect(started).toMatchObject({ code: 0, stdout: expect.stringContaining('starting') });
    await routed(30);
    await serves('New', 30, 100);
    const refused = await cli('deployments', 'update', 'hello', '--env', 'GREETING=Other');
    expect(refused.code).not.toBe(0);
    expect(refused.stderr).toContain('Promote it or abort it first.');
    expect(await cli('deployments', 'canary', 'weight', 'hello', '50')).toMatchObject({ code: 0 });
    await routed(50);
    await serves('New', 10, 20);
    expect(await cli('deployments', 'canary', 'promote', 'hello', '--reason', 'It is good')).toMatchObject({ code: 0 });
    await waitUntil(async () => (await canary()) === null, { timeoutMs: 60_000, describe: 'the promotion to end' });
    await serves('New', 10, 10);
  });

  it('ends by itself when it cannot start, and nothing of the app changes', async () => {
    const started = await cli('deployments', 'canary', 'start', 'hello', 'web=registry.invalid/none:1', '--weight', '50');
    expect(started).toMatchObject({ code: 0 });
    const failing = async () => (await canary())?.evidence !== null;
    await waitUntil(failing, { timeoutMs: 60_000, describe: 'evidence' });
    await serves('New', 10, 10);
    expect(await cli('deployments', 'canary', 'abort', 'hello')).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('aborted'),
    });
  });
});

import { makeTempDir, type TempDir } from '@moorage/testkit/temp-dir';
import { waitUntil } from '@moorage/testkit/wait-until';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestCli, type TestCli } from './support/cli.ts';
import { openApp } from './support/open-app.ts';
import { type Platform, startPlatform } from './support/platform.ts';

describe('releases by the command line', () => {
  let dir: TempDir;
  let platform: Platform;
  let cli: TestCli;
  let url = '';

  beforeAll(async () => {
    dir = makeTempDir('releases');
    platform = await startPlatform({ dataDir: dir.path });
    cli = createTestCli(platform.url);
    expect(await cli('login')).toMatchObject({ code: 0 });
    const made = await cli('deployments', 'create', 'hello', '--name', 'hello', '--env', 'GREETING=One', '--wait', '-o', 'json');
    url = JSON.parse(made.stdout).url;
  });

  afterAll(async () => {
    await platform?.stop();
    dir?.remove();
  });

  async function states(): Promise<Record<string, string>> {
    const { stdout } = await cli('deployments', 'releases', 'hello', '--output', 'json');
    const rows: { number: number; state: string }[] = JSON.parse(stdout);
    return Object.fromEntries(rows.map((row) => [row.number, row.state]));
  }

  const becomes = (release: number, state: string) =>
    waitUntil(async () => (await states())[release] === state, { timeoutMs: 60_000, describe: `release ${release} ${state}` });

  const says = (greeting: string) =>
    waitUntil(async () => (await openApp(url)).text.includes(greeting), { timeoutMs: 60_000, describe: greeting });

  it('takes a change back, and the app says what it said before', async () => {
    await becomes(1, 'live');
    expect(await cli('deployments', 'update', 'hello', '--env', 'GREETING=Two', '--wait')).toMatchObject({ code: 0 });
    await becomes(2, 'live');
    await says('Two');
    const back = await cli('deployments', 'rollback', 'hello', '1', '--reason', 'One was nicer', '--wait');
    expect(back).toMatchObject({ code: 0 });
    await becomes(3, 'live');
    await says('One');
    const diff = await cli('deployments', 'releases', 'hello', '--diff', '2..3');
    expect(diff.stdout).toMatch(/envVars\.GREETING +Two +One/);
  });

  it('plans without a change, scales to zero and back', async () => {
    expect((await cli('deployments', 'plan', 'hello', '--replicas', 'web=0')).stdout).toContain('web scales');
    expect(await cli('deployments', 'scale', 'hello', 'web=0', '--wait')).toMatchObject({ code: 0 });
    await becomes(4, 'live');
    expect(await cli('deployments', 'scale', 'hello', 'web=1', '--wait')).toMatchObject({ code: 0 });
    await becomes(5, 'live');
  });

  it('runs a command in the container, and ends as it does', async () => {
    const version = await cli('deployments', 'exec', 'hello', '--', 'node', '-p', '"v" + 6 * 7');
    expect(version).toMatchObject({ code: 0, stdout: 'v42\n' });
    const failing = await cli('deployments', 'exec', 'hello', '--', 'node', '-e', 'console.error("no"); process.exit(7)');
    expect([failing.code, failing.stderr]).toEqual([7, expect.stringContaining('no\n')]);
  });

  it('tells what the cluster says', async () => {
    expect((await cli('deployments', 'events', 'hello')).stdout).toContain('UserDeployment/hello');
  });

  it('goes back by itself when a release is not ready in time', async () => {
    await cli('deployments', 'update', 'hello', '--ready-deadline', '10s', '--reason', 'Impatient');
    await becomes(6, 'live');
    await cli('deployments', 'deploy-image', 'hello', 'web=registry.invalid/none:1');
    await becomes(7, 'rolled-back');
    await becomes(8, 'live');
    const { stdout } = await cli('deployments', 'releases', 'hello', '--output', 'json');
    const [newest, failed] = JSON.parse(stdout);
    expect(newest).toMatchObject({ kind: 'auto-rollback', from: 6, by: { kind: 'system' } });
    expect(failed).toMatchObject({ number: 7, evidence: { nextStep: expect.any(String) } });
    await says('One');
  });
});

import { waitUntil } from '@moorage/testkit/wait-until';
import { beforeAll, describe, expect, it } from 'vitest';
import type { TestCli } from './support/cli.ts';
import { openApp } from './support/open-app.ts';
import { useSignedInCli } from './support/signed-in-cli.ts';

const signedIn = useSignedInCli('releases');
let cli: TestCli;

beforeAll(() => {
  ({ cli } = signedIn());
});

describe('releases by the command line', () => {
  let url = '';

  beforeAll(async () => {
    const made = await cli('deployments', 'create', 'hello', '--name', 'hello', '--env', 'GREETING=One', '--wait', '-o', 'json');
    url = JSON.parse(made.stdout).url;
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

describe('a canary by the command line', () => {
  let url = '';

  beforeAll(async () => {
    const made = await cli('deployments', 'create', 'hello', '--name', 'bird', '--env', 'GREETING=Old', '--wait', '-o', 'json');
    url = JSON.parse(made.stdout).url;
  });

  async function canary() {
    const { stdout } = await cli('deployments', 'canary', 'status', 'bird', '--output', 'json');
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
    const started = await cli('deployments', 'canary', 'start', 'bird', 'web', '--env', 'GREETING=New', '--weight', '30');
    expect(started).toMatchObject({ code: 0, stdout: expect.stringContaining('starting') });
    await routed(30);
    await serves('New', 30, 100);
    const refused = await cli('deployments', 'update', 'bird', '--env', 'GREETING=Other');
    expect(refused.code).not.toBe(0);
    expect(refused.stderr).toContain('Promote it or abort it first.');
    expect(await cli('deployments', 'canary', 'weight', 'bird', '50')).toMatchObject({ code: 0 });
    await routed(50);
    await serves('New', 10, 20);
    expect(await cli('deployments', 'canary', 'promote', 'bird', '--reason', 'It is good')).toMatchObject({ code: 0 });
    await waitUntil(async () => (await canary()) === null, { timeoutMs: 60_000, describe: 'the promotion to end' });
    await serves('New', 10, 10);
  });

  it('ends by itself when it cannot start, and nothing of the app changes', async () => {
    const started = await cli('deployments', 'canary', 'start', 'bird', 'web=registry.invalid/none:1', '--weight', '50');
    expect(started).toMatchObject({ code: 0 });
    const failing = async () => (await canary())?.evidence !== null;
    await waitUntil(failing, { timeoutMs: 60_000, describe: 'evidence' });
    await serves('New', 10, 10);
    expect(await cli('deployments', 'canary', 'abort', 'bird')).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('aborted'),
    });
  });
});

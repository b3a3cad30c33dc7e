import { waitUntil } from '@moorage/testkit/wait-until';
import { beforeAll, describe, expect, it } from 'vitest';
import { signInByApi } from './support/api.ts';
import { openApp } from './support/open-app.ts';
import type { TestCli } from './support/cli.ts';
import type { Platform } from './support/platform.ts';
import { processesOf } from './support/processes.ts';
import { startRequestLoop } from './support/request-loop.ts';
import { useSignedInCli } from './support/signed-in-cli.ts';

const signedIn = useSignedInCli('slice');
let platform: Platform;
let cli: TestCli;

beforeAll(() => {
  ({ platform, cli } = signedIn());
});

describe('the main job by the command line', () => {
  let url = '';

  it('knows who we are', async () => {
    expect((await cli('whoami')).stdout).toContain('dev@localhost');
    expect((await cli('templates', 'list', '--output', 'name')).stdout).toContain('hello\n');
  });

  it('creates an app and waits until it serves', async () => {
    const created = await cli(
      'deployments',
      'create',
      'hello',
      '--name',
      'hello',
      '--env',
      'GREETING=Ahoy',
      '--wait',
      '--output',
      'json',
    );
    expect(created).toMatchObject({ code: 0 });
    const deployment = JSON.parse(created.stdout);
    expect(deployment.status).toBe('Ready');
    url = deployment.url;
    expect((await openApp(url)).text).toContain('Ahoy');
  });

  it('follows its log', async () => {
    const logs = cli.start('deployments', 'logs', 'hello', '--follow');
    await openApp(`${url}/followed`);
    await waitUntil(() => logs.stdout().includes('/followed'), { describe: () => `the line in ${logs.stdout()}` });
    expect(await logs.stop()).toBe(0);
  });

  it('rolls a change and a restart without a failed request', async () => {
    const loop = startRequestLoop(url);
    try {
      expect(await cli('deployments', 'update', 'hello', '--env', 'GREETING=Second', '--wait')).toMatchObject({ code: 0 });
      await waitUntil(async () => (await openApp(url)).text.includes('Second'), { describe: 'the new greeting' });
      expect(await cli('deployments', 'restart', 'hello', '--wait')).toMatchObject({ code: 0 });
    } finally {
      await loop.stop();
    }
    expect(loop.failures).toEqual([]);
    const answered = [...loop.answers.keys()].join('\n');
    expect(answered).toContain('Ahoy');
    expect(answered).toContain('Second');
  });

  it('deletes it with its processes', async () => {
    expect(await cli('deployments', 'delete', 'hello', '--yes', '--wait')).toMatchObject({
      code: 0,
      stdout: 'hello is deleted.\n',
    });
    expect(await cli('deployments', 'get', 'hello')).toMatchObject({ code: 66 });
    expect((await cli('deployments', 'list')).stdout).toContain('No deployments yet');
    await waitUntil(() => processesOf(platform.dataDir).filter((info) => info.command.includes('GREETING')).length === 0, {
      describe: 'no process',
    });
    await waitUntil(async () => (await openApp(url)).status === 404, { describe: 'nothing to be served any more' });
  });

  it('refuses a parameter of the wrong type and makes nothing', async () => {
    const refused = await cli('deployments', 'create', 'worker', '--name', 'wrong', '--env', 'INTERVAL_SECONDS=soon');
    expect(refused.code).toBe(65);
    expect(refused.stderr).toContain('INTERVAL_SECONDS');
    expect((await cli('deployments', 'get', 'wrong')).code).toBe(66);
  });
});

describe('what goes wrong is told', () => {
  async function failing(name: string, envVars: Record<string, string>, template: string) {
    const api = await signInByApi(platform.url);
    const created = await api.create({ template, name, envVars });
    expect(created.kind === 'client-error' ? 0 : created.status).toBe(201);
    return api;
  }

  it('an image that cannot be pulled', async () => {
    const api = await failing('no-image', { IMAGE: 'registry.invalid/nothing:1' }, 'custom-image');
    const deployment = await api.waitFor('no-image', 'Error');
    expect(deployment.evidence?.reason ?? deployment.services[0]?.evidence?.reason).toBe('ImagePullFailed');
    expect(deployment.evidence?.nextStep ?? '').not.toBe('');
  });

  it('every system template becomes ready', { timeout: 120_000 }, async () => {
    const api = await signInByApi(platform.url);
    for (const template of ['web-and-api', 'worker', 'postgres']) {
      const required = template === 'postgres' ? { POSTGRES_PASSWORD: 'correct-horse' } : {};
      const created = await api.create({ template, name: `t-${template}`, envVars: required });
      expect(created).toMatchObject({ status: 201 });
    }
    for (const template of ['web-and-api', 'worker', 'postgres']) await api.waitFor(`t-${template}`, 'Ready');
    const { url } = await api.status('t-web-and-api');
    expect((await openApp(url ?? '')).status).toBe(200);
  });
});

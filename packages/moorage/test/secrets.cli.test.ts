import { join } from 'node:path';
import { systemClock } from '@moorage/core/clock';
import { createIds } from '@moorage/core/ids';
import { createKubeClient } from '@moorage/kube/client/client';
import { readKubeconfig } from '@moorage/kube/client/kubeconfig';
import { resources } from '@moorage/kube/resources';
import { unwrap } from '@moorage/sdk/client';
import { waitUntil } from '@moorage/testkit/wait-until';
import { beforeAll, describe, expect, it } from 'vitest';
import { signInByApi } from './support/api.ts';
import type { TestCli } from './support/cli.ts';
import { openApp } from './support/open-app.ts';
import type { Platform } from './support/platform.ts';
import { startRequestLoop } from './support/request-loop.ts';
import { useSignedInCli } from './support/signed-in-cli.ts';

const program = [
  "const { createServer } = require('node:http');",
  "const server = createServer((_request, response) => response.end('key=' + (process.env.API_KEY || 'none')));",
  "server.listen(Number(process.env.PORT || 8080), process.env.POD_IP || '0.0.0.0');",
  "process.on('SIGTERM', () => server.close(() => process.exit(0)));",
].join(' ');

const spec = JSON.stringify({
  services: [
    {
      name: 'web',
      image: 'node:24-alpine',
      command: ['node', '-e', program],
      ports: [{ name: 'http', containerPort: 8080 }],
      env: [{ name: 'PORT', value: '8080' }],
      readinessProbe: { path: '/' },
    },
  ],
  ingresses: [{ id: 'web', name: 'web', service: 'web', port: 8080 }],
});

describe('a secret on its way to a pod', () => {
  const signedIn = useSignedInCli('secrets');
  let platform: Platform;
  let cli: TestCli;
  let url = '';

  beforeAll(() => {
    ({ platform, cli } = signedIn());
  });

  it('is not there before it is kept', async () => {
    const { client } = await signInByApi(platform.url);
    const template = { name: 'keyed', displayName: 'Keyed', image: 'node:24-alpine', spec, visibility: 'private' } as const;
    unwrap(await client.templates.create({ body: template }));
    const created = await cli('deployments', 'create', 'keyed', '--name', 'keyed', '--wait', '--output', 'json');
    expect(created).toMatchObject({ code: 0 });
    url = JSON.parse(created.stdout).url;
    expect((await openApp(url)).text).toBe('key=none');
  });

  it('arrives, and a new value rolls the pods while they serve', async () => {
    const { client } = await signInByApi(platform.url);
    const secret = { key: 'API_KEY', value: 'first-value', deploymentName: 'keyed' };
    const { id } = unwrap(await client.secrets.create({ body: secret }));
    const shows = (text: string) =>
      waitUntil(async () => (await openApp(url)).text === text, { describe: text, timeoutMs: 120_000 });
    await shows('key=first-value');
    const loop = startRequestLoop(url);
    try {
      unwrap(await client.secrets.update({ params: { id }, body: { value: 'second-value' } }));
      await shows('key=second-value');
    } finally {
      await loop.stop();
    }
    expect(loop.failures).toEqual([]);
    const told = await cli('secrets', 'effective', 'keyed', '--output', 'name');
    expect([told.code, told.stdout]).toEqual([0, 'API_KEY\n']);
    const manifest = unwrap(await client.deployments.manifest({ query: { name: 'keyed' } }));
    expect(JSON.stringify(manifest)).not.toContain('-value');
  });

  it('comes back when somebody deletes it in the cluster, and the pods serve on', async () => {
    const { client } = await signInByApi(platform.url);
    const { namespace } = unwrap(await client.deployments.status({ query: { name: 'keyed' } }));
    const { connection } = await readKubeconfig(join(platform.dataDir, 'kubeconfig'));
    const cluster = createKubeClient({ connection, clock: systemClock, ids: createIds(systemClock) });
    const list = () =>
      cluster.list(resources.secret, { namespace, labelSelector: 'app.kubernetes.io/managed-by=moorage-server' });
    const before = (await list()).items;
    expect(before).toHaveLength(1);
    for (const { metadata } of before) await cluster.remove(resources.secret, { namespace, name: metadata.name });
    await waitUntil(async () => (await list()).items.some(({ metadata }) => metadata.uid !== before[0]?.metadata.uid), {
      describe: 'the Secret to be back',
      timeoutMs: 50_000,
    });
    expect((await openApp(url)).text).toBe('key=second-value');
  });
});

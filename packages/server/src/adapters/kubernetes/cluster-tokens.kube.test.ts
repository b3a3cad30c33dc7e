/** Tokens of a cluster: the stock API server gives them, the embedded one has none and says so. */
import { systemClock } from '@moorage/core/clock';
import { createIds } from '@moorage/core/ids';
import { Secret } from '@moorage/core/secret';
import { createKubeClient, type KubeClient } from '@moorage/kube/client/client';
import type { KubeObject } from '@moorage/kube/objects';
import { resources } from '@moorage/kube/resources';
import { startTestApiServer, type TestApiServer } from '@moorage/testkit/api-server';
import { readTestConfig } from '@moorage/testkit/test-config';
import { waitUntil } from '@moorage/testkit/wait-until';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ClusterConnection, TokenOrder } from '../../domains/cluster-access/cluster-access.ports.ts';
import { createClusterTokens } from './cluster-tokens.ts';

const isStock = readTestConfig().kubernetes === 'stock';
const deps = { clock: systemClock, ids: createIds(systemClock) };
const tokens = createClusterTokens({ ...deps, networks: ['127.0.0.0/8', '::1'] });
const { signal } = new AbortController();
let server: TestApiServer;
let client: KubeClient;
let connection: ClusterConnection;

beforeAll(async () => {
  server = await startTestApiServer();
  client = createKubeClient({ connection: server.connection, ...deps });
  const { ca, token } = server.connection;
  const none = { serverName: undefined, cert: undefined, key: undefined };
  connection = { ...none, server: server.connection.server, ca, token };
  const namespace = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'team' } };
  await client.create<KubeObject>(resources.namespace, namespace);
});
afterAll(async () => {
  client.close();
  await server.stop();
});

const order = (more: Partial<TokenOrder> = {}): TokenOrder => ({
  ...{ principal: 'user-1', label: 'ada@example.com', role: 'view', namespace: undefined, seconds: 600 },
  ...more,
});

describe.runIf(isStock)('a token of a cluster', () => {
  const asWhom = (token: Secret): KubeClient => {
    const { server: address, ca } = server.connection;
    return createKubeClient({ connection: { server: address, ca, token }, ...deps });
  };

  /** What a role says and who has it reaches the server's judgement a little later than the answer. */
  const become = (what: () => Promise<unknown>, goal: string): Promise<unknown> =>
    waitUntil(
      () =>
        what().then(
          () => true,
          () => false,
        ),
      { timeoutMs: 30_000, describe: goal },
    );

  it('may do what its role says, and is of the same account each time', async () => {
    const issued = await tokens.issue(connection, order(), signal);
    const again = await tokens.issue(connection, order(), signal);
    expect(again.account).toBe(issued.account);
    expect(issued.expiresAt > systemClock.now()).toBe(true);
    const viewer = asWhom(issued.token);
    await become(() => viewer.list(resources.configMap, { namespace: 'team' }), 'the viewer to look around');
    await expect(viewer.list(resources.secret, { namespace: 'team' })).rejects.toMatchObject({ code: 'forbidden' });
    viewer.close();
  });

  it('is limited to a namespace where one is named', async () => {
    const { token } = await tokens.issue(connection, order({ role: 'edit', namespace: 'team' }), signal);
    const editor = asWhom(token);
    const made = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'made', namespace: 'team' } };
    await become(() => editor.apply<KubeObject>(resources.configMap, made, { fieldManager: 'ada' }), 'the editor to write');
    await expect(editor.list(resources.configMap, { namespace: 'default' })).rejects.toMatchObject({ code: 'forbidden' });
    editor.close();
    const missing = tokens.issue(connection, order({ namespace: 'nowhere' }), signal);
    await expect(missing).rejects.toMatchObject({ code: 'conflict', message: expect.stringContaining('namespace nowhere') });
  });

  it('is of different accounts for different people, and not given by who may not', async () => {
    const own = await tokens.issue(connection, order(), signal);
    const others = await tokens.issue(connection, order({ principal: 'user-2' }), signal);
    expect(others.account).not.toBe(own.account);
    const lesser = { ...connection, token: own.token };
    const refused = tokens.issue(lesser, order(), signal);
    await expect(refused).rejects.toMatchObject({ code: 'conflict', message: expect.stringContaining('may not make') });
  });
});

describe('a cluster that is asked for a token', () => {
  it.runIf(!isStock)('and gives none is told so, with what was made sure of before', async () => {
    const refused = tokens.issue(connection, order({ role: 'edit', namespace: 'team' }), signal);
    await expect(refused).rejects.toMatchObject({ code: 'conflict', message: expect.stringContaining('does not know') });
    const [account] = (
      await client.list(resources.serviceAccount, { namespace: 'moorage-access', labelSelector: 'moorage.dev/access=edit' })
    ).items;
    expect(account?.metadata).toMatchObject({
      name: expect.stringMatching(/^moorage-edit-[0-9a-f]{20}$/),
      annotations: { 'moorage.dev/issued-for': 'ada@example.com' },
    });
    const bindings = { group: 'rbac.authorization.k8s.io', version: 'v1', kind: 'RoleBinding', plural: 'rolebindings' } as const;
    const [binding] = (await client.list({ ...bindings, namespaced: true }, { namespace: 'team' })).items;
    expect(binding).toMatchObject({
      roleRef: { kind: 'ClusterRole', name: 'edit' },
      subjects: [{ kind: 'ServiceAccount', namespace: 'moorage-access', name: account?.metadata.name }],
    });
  });

  it('does not take a wrong token', async () => {
    const wrong = { ...connection, token: new Secret('wrong') };
    await expect(tokens.issue(wrong, order(), signal)).rejects.toMatchObject({
      ...{ code: 'conflict', message: 'The cluster does not take its kubeconfig any more.' },
    });
  });

  it('is not believed without the certificate of its authority', async () => {
    const untrusted = tokens.issue({ ...connection, ca: undefined }, order(), signal);
    await expect(untrusted).rejects.toMatchObject({ code: 'conflict', message: expect.stringContaining('certificate') });
  });

  it('is not asked at an address that is not open, by name or by number', async () => {
    const closed = createClusterTokens({ ...deps, networks: [] });
    const { port } = new URL(connection.server);
    for (const host of ['127.0.0.1', 'localhost', '[::1]', '169.254.169.254', '[::ffff:127.0.0.1]']) {
      const asked = closed.issue({ ...connection, server: `https://${host}:${port}` }, order(), signal);
      await expect(asked).rejects.toMatchObject({ code: 'conflict', message: expect.stringContaining('CLUSTER_API_NETWORKS') });
    }
  });
});

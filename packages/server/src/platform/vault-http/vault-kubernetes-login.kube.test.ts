/** A real Vault that asks a real API server whose token it is shown; only `npm run test:real` has both. */
import { randomUUID } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { systemClock } from '@moorage/core/clock';
import { createIds } from '@moorage/core/ids';
import { silentLog } from '@moorage/core/log';
import { Secret } from '@moorage/core/secret';
import { createKubeClient, type KubeClient } from '@moorage/kube/client/client';
import type { KubeObject, Resource } from '@moorage/kube/objects';
import { resources } from '@moorage/kube/resources';
import { startTestApiServer, type TestApiServer } from '@moorage/testkit/api-server';
import { makeTempDir } from '@moorage/testkit/temp-dir';
import { readTestConfig } from '@moorage/testkit/test-config';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { createVaultHttp, type VaultHttp } from './vault-http.ts';
import type { VaultLogin } from './vault-login.ts';

const { vault, kubernetes } = readTestConfig();
const namespace = 'default';
const binding: Resource = {
  ...{ group: 'rbac.authorization.k8s.io', version: 'v1', kind: 'ClusterRoleBinding' },
  ...{ plural: 'clusterrolebindings', namespaced: false },
};
const tokenAnswer = z.object({ status: z.object({ token: z.string().min(1) }) });

describe.runIf(vault !== undefined && kubernetes === 'stock')('a login with the service account of a pod', () => {
  const dir = makeTempDir('vault-kubernetes');
  const opened: VaultHttp[] = [];
  const mount = `kubernetes-${randomUUID()}`;
  let server: TestApiServer;
  let client: KubeClient;

  const connect = (login: VaultLogin): VaultHttp => {
    const http = createVaultHttp(
      { clock: systemClock, log: silentLog },
      { url: vault?.url ?? '', namespace: undefined, ca: undefined, login },
    );
    opened.push(http);
    return http;
  };

  /** The token of an account of this name, as the kubelet asks for one. */
  async function tokenOf(name: string): Promise<string> {
    await client.create<KubeObject>(resources.serviceAccount, {
      apiVersion: 'v1',
      kind: 'ServiceAccount',
      metadata: { name, namespace },
    });
    const plural = `serviceaccounts/${name}/token`;
    const requests: Resource = { group: '', version: 'v1', kind: 'TokenRequest', plural, namespaced: true };
    const request = { apiVersion: 'authentication.k8s.io/v1', kind: 'TokenRequest', metadata: { name, namespace }, spec: {} };
    return tokenAnswer.parse(await client.create<KubeObject>(requests, request)).status.token;
  }

  const loginWith = (token: string): VaultLogin => {
    const tokenPath = path.join(dir.path, randomUUID());
    writeFileSync(tokenPath, token);
    return { kind: 'kubernetes', mount, role: 'moorage', tokenPath };
  };

  beforeAll(async () => {
    server = await startTestApiServer();
    client = createKubeClient({ connection: server.connection, clock: systemClock, ids: createIds(systemClock) });
    const reviewer = await tokenOf('reviewer');
    await client.create<KubeObject & { roleRef: object; subjects: object[] }>(binding, {
      ...{ apiVersion: 'rbac.authorization.k8s.io/v1', kind: binding.kind, metadata: { name: mount } },
      roleRef: { apiGroup: binding.group, kind: 'ClusterRole', name: 'system:auth-delegator' },
      subjects: [{ kind: 'ServiceAccount', name: 'reviewer', namespace }],
    });
    const admin = connect({ kind: 'token', token: new Secret(vault?.token ?? '') });
    const tell = async (where: string, body: Readonly<Record<string, unknown>>): Promise<void> => {
      const answer = await admin.request({ method: 'POST', path: where, body });
      expect([where, answer.errors, answer.status < 300]).toEqual([where, [], true]);
    };
    await tell(`sys/auth/${mount}`, { type: 'kubernetes' });
    const { server: kubernetes_host, ca: kubernetes_ca_cert } = server.connection;
    await tell(`auth/${mount}/config`, { kubernetes_host, kubernetes_ca_cert, token_reviewer_jwt: reviewer });
    const bound = { bound_service_account_names: ['moorage'], bound_service_account_namespaces: [namespace] };
    await tell(`auth/${mount}/role/moorage`, { ...bound, policies: ['default'], ttl: '10m' });
  });
  afterAll(async () => {
    for (const one of opened) one.close();
    client.close();
    await server.stop();
    dir.remove();
  });

  it('gets a token of its own from a Vault that has the API server review it', async () => {
    const http = connect(loginWith(await tokenOf('moorage')));
    const { status, body } = await http.request({ method: 'GET', path: 'auth/token/lookup-self' });
    expect(status).toBe(200);
    expect(body).toMatchObject({ data: { path: `auth/${mount}/login`, meta: { service_account_name: 'moorage' } } });
  });

  it('is refused to another account, and with a token that the API server did not sign', async () => {
    const token = await tokenOf('stranger');
    for (const shown of [token, `${token.slice(0, -8)}AAAAAAAA`]) {
      const refused = connect(loginWith(shown)).request({ method: 'GET', path: 'auth/token/lookup-self' });
      await expect(refused).rejects.toMatchObject({ kind: 'refused' });
    }
  });
});

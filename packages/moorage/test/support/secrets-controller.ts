/**
 * What fills Secrets as ExternalSecrets ask for them: the controller of External Secrets itself, with a Vault, where the tests have the
 * programs (`npm run test:real`), and one that is played on the embedded cluster, with the definition that 0.20.4 ships (Apache-2.0).
 */
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { systemClock } from '@moorage/core/clock';
import { silentLog } from '@moorage/core/log';
import { Secret } from '@moorage/core/secret';
import type { KubeClient } from '@moorage/kube/client/client';
import type { KubeObject } from '@moorage/kube/objects';
import { resources } from '@moorage/kube/resources';
import type { TestApiServer } from '@moorage/testkit/api-server';
import { createProcessGroup } from '@moorage/testkit/real-processes';
import { readTestConfig } from '@moorage/testkit/test-config';
import { waitUntil } from '@moorage/testkit/wait-until';
import { z } from 'zod';
import { createVaultValues } from '../../../server/src/adapters/secret-values/vault-values.ts';
import type { SecretValues } from '../../../server/src/domains/secret-stores/secret-store.ports.ts';
import { createVaultHttp } from '../../../server/src/platform/vault-http/vault-http.ts';
import { createMemoryValues, type MemoryValues } from '../../../server/test/memory-secret-values.ts';

export const external = z.object({
  metadata: z.object({
    name: z.string(),
    namespace: z.string(),
    generation: z.int(),
    annotations: z.record(z.string(), z.string()),
  }),
  spec: z.object({
    secretStoreRef: z.unknown(),
    target: z.object({
      name: z.string(),
      template: z.object({ metadata: z.object({ labels: z.record(z.string(), z.string()) }) }),
    }),
    dataFrom: z.array(z.object({ extract: z.object({ key: z.string() }) })),
  }),
});
export type External = z.infer<typeof external>;

export interface SecretsController {
  readonly store: SecretValues;
  /** Makes the cluster know ExternalSecrets, and begins with them. */
  start(server: TestApiServer, client: KubeClient): Promise<void>;
  /** After a change of an object or of what it asks for; a real controller notices by itself. */
  fill(found: External): Promise<void>;
  stop(): Promise<void>;
}

export const storeRef = { kind: 'ClusterSecretStore', name: 'vault' } as const;
const prefix = 'moorage';
const clusterStores = {
  group: 'external-secrets.io',
  version: 'v1',
  kind: storeRef.kind,
  plural: 'clustersecretstores',
  namespaced: false,
} as const;

export const syncOf = ({ metadata }: External): string | undefined => metadata.annotations['external-secrets.io/force-sync'];

async function define(client: KubeClient, definitions: readonly KubeObject[]): Promise<() => Promise<void>> {
  for (const definition of definitions) await client.create<KubeObject>(resources.customResourceDefinition, definition);
  const areServed = () =>
    Promise.all([client.list(resources.externalSecret), ...(definitions.length > 1 ? [client.list(clusterStores)] : [])]).then(
      () => true,
      () => false,
    );
  await waitUntil(areServed, { describe: 'ExternalSecrets to be served' });
  // The next file may get the same control plane.
  return async () => {
    for (const { metadata } of definitions) await client.remove(resources.customResourceDefinition, { name: metadata.name });
  };
}

/** What a later key holds wins, as External Secrets documents of `dataFrom`. */
function dataAt(store: MemoryValues, { spec }: External): Record<string, string> {
  const values = spec.dataFrom.flatMap(({ extract }) =>
    Object.entries(store.documents.get(extract.key.slice(prefix.length + 1))?.values ?? {}),
  );
  return Object.fromEntries(values.map(([name, value]) => [name, Buffer.from(value.reveal()).toString('base64')]));
}

async function play(client: KubeClient, store: MemoryValues, found: External): Promise<void> {
  const { namespace, name: owner, generation } = found.metadata;
  const { name, template } = found.spec.target;
  const metadata = { name, namespace, labels: template.metadata.labels };
  const secret = { apiVersion: 'v1', kind: 'Secret', metadata, data: dataAt(store, found) };
  await client.apply<KubeObject>(resources.secret, secret, { fieldManager: 'external-secrets', force: true });
  const ready = { type: 'Ready', status: 'True', reason: 'SecretSynced', message: 'synced' };
  const status = { conditions: [ready], syncedResourceVersion: `${generation}-${syncOf(found) ?? ''}` };
  await client.mergePatch(resources.externalSecret, { namespace, name: owner }, { status }, { subresource: 'status' });
}

function createPlayedController(): SecretsController {
  const store = createMemoryValues('vault', { storeRef, keyOf: (name) => `${prefix}/${name}` });
  let client: KubeClient | undefined;
  let undefine = (): Promise<void> => Promise.resolve();
  return {
    store,
    async start(_server, given) {
      client = given;
      const file = path.join(import.meta.dirname, '..', 'fixtures', 'external-secrets.crd.json');
      undefine = await define(given, [JSON.parse(readFileSync(file, 'utf8'))]);
    },
    async fill(found) {
      if (client !== undefined) await play(client, store, found);
    },
    stop: () => undefine(),
  };
}

interface Vault {
  readonly url: string;
  readonly token: string;
}

/** The token in a Secret and the store that uses it, as somebody who runs a cluster sets them up. */
async function setUpStore(client: KubeClient, { url, token }: Vault): Promise<void> {
  const secret = { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'vault-token', namespace: 'default' } };
  await client.apply<KubeObject>(resources.secret, { ...secret, stringData: { token } }, { fieldManager: 'somebody' });
  const auth = { tokenSecretRef: { name: 'vault-token', namespace: 'default', key: 'token' } };
  const metadata = { name: storeRef.name };
  const spec = { provider: { vault: { server: url, path: 'secret', version: 'v2', auth } } };
  await client.create<KubeObject & { spec: unknown }>(clusterStores, {
    apiVersion: 'external-secrets.io/v1',
    kind: storeRef.kind,
    metadata,
    spec,
  });
}

function createRealController(program: string, vault: Vault): SecretsController {
  const { url, token } = vault;
  const login = { kind: 'token', token: new Secret(token) } as const;
  const http = createVaultHttp(
    { clock: systemClock, log: silentLog },
    { url, namespace: undefined, ca: undefined, timeoutMs: 60_000, login },
  );
  const group = createProcessGroup('external-secrets');
  let undefine = (): Promise<void> => Promise.resolve();
  return {
    store: createVaultValues(http, { url, mount: 'secret', prefix, storeRef }),
    async start(server, client) {
      const text = execFileSync(program, ['definitions'], { encoding: 'utf8', maxBuffer: 16 << 20 });
      const lines = text.trimEnd().split('\n');
      undefine = await define(
        client,
        lines.map((line): KubeObject => JSON.parse(line)),
      );
      await setUpStore(client, vault);
      const kubeconfig = path.join(group.dir, 'kubeconfig');
      writeFileSync(kubeconfig, server.kubeconfig, { mode: 0o600 });
      group.start('external-secrets', [program, kubeconfig]);
    },
    async fill() {
      const ending = group.ending('external-secrets');
      if (ending !== undefined) throw new Error(ending);
    },
    async stop() {
      await group.stop();
      await undefine();
      http.close();
    },
  };
}

export function createSecretsController(): SecretsController {
  const { kubernetes, vault, externalSecrets } = readTestConfig();
  return kubernetes === 'stock' && vault !== undefined && externalSecrets !== undefined
    ? createRealController(externalSecrets, vault)
    : createPlayedController();
}

import type { UserDeploymentStatus } from '@moorage/kube/crds/user-deployment';
import type { KubeObject } from '@moorage/kube/objects';
import { resources } from '@moorage/kube/resources';
import { podStatus } from '@moorage/testkit/api-server';
import { waitUntil } from '@moorage/testkit/wait-until';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type OperatorWorld, serveKind, startOperatorWorld, web } from '../test/operator-world.ts';
import type { ExternalSecret } from './upstream.ts';

let world: OperatorWorld;
beforeAll(async () => {
  world = await startOperatorWorld();
  world.server.setPodStatus((pod) => podStatus(pod, true));
});
afterAll(() => world.stop());

type Deployment = KubeObject<{
  replicas?: number;
  template?: { metadata?: { annotations?: Record<string, string> }; spec?: Record<string, unknown> };
}>;
const deploymentOf = (name: string) =>
  world.client.get<Deployment>(resources.deployment, { namespace: world.namespace, name: `${name}-web` });
const condition = (status: UserDeploymentStatus, type: string) => status.conditions?.find((each) => each.type === type);

/** What the operator of the secret store does: fills the target and says so. */
async function syncSecret(name: string, value: string): Promise<void> {
  const key = { namespace: world.namespace, name: `${name}-web-secrets` };
  const external = await waitUntil(
    () =>
      world.client.get<
        KubeObject<{ target: { template: { metadata: { labels: Record<string, string> } } } }, ExternalSecret['status']>
      >(resources.externalSecret, key),
    { describe: 'the ExternalSecret' },
  );
  const labels = external.spec?.target.template.metadata.labels ?? {};
  const secret = {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { ...key, labels },
    data: { KEY: Buffer.from(value).toString('base64') },
  };
  await world.client.apply<KubeObject>(resources.secret, secret, { fieldManager: 'store', force: true });
  const status = {
    conditions: [{ type: 'Ready', status: 'True', reason: 'SecretSynced' }],
    syncedResourceVersion: `${external.metadata.generation ?? 0}-abc`,
  };
  await world.client.mergePatch(resources.externalSecret, key, { status }, { subresource: 'status' });
}

describe('secrets from a store', () => {
  it('are said to be impossible without the engine, start when it appears, and roll the pods when they change', async () => {
    const secrets = { scopes: [{ scope: 'deployment', path: 'apps/secretive' } as const] };
    await world.apply('secretive', { secrets });
    const missing = await world.until('secretive', 'without an engine', (status) => status.phase === 'Error');
    expect(missing.evidence?.reason).toBe('SecretsEngineMissing');
    expect(condition(missing, 'SecretsSynced')).toMatchObject({ status: 'False', reason: 'SecretsEngineMissing' });
    expect(await deploymentOf('secretive')).toBeUndefined();

    await serveKind(world.client, resources.externalSecret);
    await world.until('secretive', 'waiting', (status) => condition(status, 'SecretsSynced')?.reason === 'Progressing');
    await syncSecret('secretive', 'one');
    const ready = await world.until('secretive', 'ready', (status) => status.phase === 'Ready');
    expect(condition(ready, 'SecretsSynced')).toMatchObject({ status: 'True', reason: 'SecretSynced' });
    const versionOf = async () =>
      (await deploymentOf('secretive'))?.spec?.template?.metadata?.annotations?.['moorage.dev/secrets-version'];
    const first = await versionOf();
    expect(first).toMatch(/^[0-9a-f]{16}$/);

    await syncSecret('secretive', 'two');
    await waitUntil(async () => (await versionOf()) !== first, { describe: 'the pods to be rolled' });
    expect(JSON.stringify(await world.read('secretive'))).not.toContain(Buffer.from('two').toString('base64'));
    await world.until('secretive', 'ready', (status) => status.phase === 'Ready');
    await world.remove('secretive');
    const left = await world.client.list(resources.externalSecret, { namespace: world.namespace });
    expect(left.items).toEqual([]);
  });

  it('become impossible again when the engine is removed', async () => {
    await world.apply('bereft', { secrets: { scopes: [{ scope: 'deployment', path: 'a' }] } });
    await world.until('bereft', 'waiting', (status) => condition(status, 'SecretsSynced')?.reason === 'Progressing');
    await world.client.remove(resources.customResourceDefinition, { name: 'externalsecrets.external-secrets.io' });
    await world.until('bereft', 'told', (status) => status.evidence?.reason === 'SecretsEngineMissing');
    await world.remove('bereft');
  });
});

describe('a custom domain', () => {
  it('shows how its certificate is', async () => {
    const ingresses = [{ id: 'i1', name: 'main', service: 'web', port: 3000, host: 'shop.example.org' }];
    await world.apply('shop', { ingresses });
    const without = await world.until('shop', 'ready', (status) => status.phase === 'Ready');
    expect(without.ingresses?.[0]?.certificate).toMatchObject({ state: 'Unknown', reason: 'CertManagerMissing' });
    await serveKind(world.client, resources.certificate);
    await world.until('shop', 'pending', (status) => status.ingresses?.[0]?.certificate?.state === 'Pending');
    const labels = { 'app.kubernetes.io/managed-by': 'moorage', 'app.kubernetes.io/instance': 'shop' };
    const key = { namespace: world.namespace, name: 'shop-main-tls' };
    await world.client.create<KubeObject>(resources.certificate, {
      apiVersion: 'cert-manager.io/v1',
      kind: 'Certificate',
      metadata: { ...key, labels },
      spec: {},
    });
    const say = (status: object) => world.client.mergePatch(resources.certificate, key, { status }, { subresource: 'status' });
    const failed = { type: 'Issuing', status: 'False', reason: 'Failed', message: 'the order is invalid' };
    await say({ conditions: [failed], lastFailureTime: '2026-01-01T00:00:00Z' });
    const bad = await world.until('shop', 'failed', (status) => status.ingresses?.[0]?.certificate?.state === 'Failed');
    expect(bad.phase).toBe('Ready');
    expect(condition(bad, 'CertificatesReady')).toMatchObject({ status: 'False', reason: 'Failed' });
    await say({
      conditions: [{ type: 'Ready', status: 'True', reason: 'Ready', message: 'up to date' }],
      notAfter: '2099-01-01T00:00:00Z',
      lastFailureTime: null,
    });
    const good = await world.until('shop', 'certified', (status) => status.ingresses?.[0]?.certificate?.state === 'Ready');
    expect(good.ingresses?.[0]?.certificate?.expiresAt).toBe('2099-01-01T00:00:00Z');
    await world.remove('shop');
  });
});

describe('autoscaling', () => {
  it('takes the copies over without losing one, leaves them alone, and gives them back', async () => {
    const key = { namespace: world.namespace, name: 'elastic-web' };
    const replicas = async () => (await deploymentOf('elastic'))?.spec?.replicas;
    await world.apply('elastic', { services: [{ ...web, replicas: 3 }] });
    await world.until('elastic', 'ready', (status) => status.phase === 'Ready');
    expect(await world.client.get(resources.podDisruptionBudget, key)).toBeDefined();

    const autoscaling = { minReplicas: 2, maxReplicas: 6, cpuPercent: 60 };
    const seen: unknown[] = [];
    await world.apply('elastic', { services: [{ ...web, autoscaling }] });
    await waitUntil(
      async () => {
        seen.push(await replicas());
        return (await world.client.get(resources.horizontalPodAutoscaler, key)) !== undefined;
      },
      { describe: 'the autoscaler' },
    );
    await world.until('elastic', 'ready', (status) => status.phase === 'Ready');
    expect(new Set([...seen, await replicas()])).toEqual(new Set([3]));

    // What an autoscaler does; a change of the spec must not undo it.
    await world.client.mergePatch(resources.deployment, key, { spec: { replicas: 5 } }, { fieldManager: 'autoscaler' });
    await world.apply('elastic', { services: [{ ...web, autoscaling, env: [{ name: 'A', value: '1' }] }] });
    await world.until('elastic', 'scaled', (status) => status.phase === 'Ready' && status.services?.[0]?.replicas === 5);
    expect(await replicas()).toBe(5);

    await world.apply('elastic', { services: [{ ...web, replicas: 2 }] });
    await world.until('elastic', 'fixed', (status) => status.phase === 'Ready' && status.services?.[0]?.replicas === 2);
    expect(await replicas()).toBe(2);
    expect(await world.client.get(resources.horizontalPodAutoscaler, key)).toBeUndefined();

    await world.apply('elastic', { services: [{ ...web, replicas: 0 }] });
    const zero = await world.until('elastic', 'at zero', (status) => status.message === 'Scaled to zero: no copies run.');
    expect(zero.phase).toBe('Ready');
    expect(await world.client.get(resources.podDisruptionBudget, key)).toBeUndefined();
    await world.remove('elastic');
  });
});

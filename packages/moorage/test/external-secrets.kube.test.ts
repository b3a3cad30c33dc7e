/**
 * Server and operator on one cluster with External Secrets: the controller itself and a Vault with `npm run test:real`, a played one on
 * the embedded cluster (see support/secrets-controller.ts).
 */
import { systemClock } from '@moorage/core/clock';
import { createIds } from '@moorage/core/ids';
import { silentLog } from '@moorage/core/log';
import { createKubeClient, type KubeClient } from '@moorage/kube/client/client';
import { installCrds } from '@moorage/kube/crds/install-crds';
import type { UserDeployment } from '@moorage/kube/crds/user-deployment';
import type { KubeObject } from '@moorage/kube/objects';
import { resources } from '@moorage/kube/resources';
import { createOperator, type Operator, type OperatorConfig } from '@moorage/operator/app';
import { podStatus, startTestApiServer, type TestApiServer } from '@moorage/testkit/api-server';
import { waitUntil } from '@moorage/testkit/wait-until';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Person, useTestServer } from '../../server/test/support.ts';
import { createSecretsController, external, type External, storeRef, syncOf } from './support/secrets-controller.ts';

const controller = createSecretsController();
const started: { server?: TestApiServer; client?: KubeClient; operator?: Operator } = {};

const clientOf = (): KubeClient => {
  if (started.client === undefined) throw new Error('the cluster runs from beforeAll on');
  return started.client;
};

async function startCluster(): Promise<void> {
  const [clock, ids] = [systemClock, createIds(systemClock)];
  const server = await startTestApiServer({ scripted: true });
  const client = createKubeClient({ connection: server.connection, clock, ids });
  Object.assign(started, { server, client });
  server.setPodStatus((pod) => podStatus(pod, true));
  await installCrds(client, { clock });
  await controller.start(server, client);
  const config: OperatorConfig = {
    deploymentDomain: 'apps.localhost',
    ingressScheme: 'https',
    ingressClassName: 'moorage',
    certIssuer: 'test-issuer',
    leaderElect: false,
    preStopSleepSeconds: 0,
    probeGraceSeconds: 1,
  };
  const operator = createOperator({ client, log: silentLog, clock, ids, config });
  started.operator = operator;
  await operator.start();
}

// Before the server, which asks for its client when it starts; and after it has ended.
beforeAll(startCluster);
const platform = useTestServer({ name: 'external_secrets', secretStores: [controller.store], kube: clientOf });
let admin: Person;
let eve: Person;

beforeAll(async () => {
  admin = await platform.signIn('admin@example.com');
  eve = await platform.signIn('eve@example.com');
});
afterAll(async () => {
  await started.operator?.stop();
  await controller.stop();
  started.client?.close();
  await started.server?.stop();
});

async function externals(): Promise<External[]> {
  const { items } = await clientOf().list(resources.externalSecret);
  return items.map((item) => external.parse(item));
}

async function findOne(what: string, test: (found: External) => boolean = () => true): Promise<External> {
  return await waitUntil(async () => (await externals()).find(test), { describe: what });
}

type Data = KubeObject & { readonly data?: Readonly<Record<string, string>> };

const plain = ({ data = {} }: Data): Record<string, string> =>
  Object.fromEntries(Object.entries(data).map(([key, text]) => [key, Buffer.from(text, 'base64').toString('utf8')]));

/** Until the Secret that is asked for holds this and nothing else. */
async function untilFilled(found: External, values: Readonly<Record<string, string>>): Promise<void> {
  const { namespace } = found.metadata;
  await controller.fill(found);
  const wanted = JSON.stringify(Object.entries(values).toSorted());
  const isFilled = async (): Promise<boolean> => {
    const { items } = await clientOf().list<Data>(resources.secret, { namespace });
    const held = items.filter(({ metadata }) => metadata.name === found.spec.target.name);
    return held.some((one) => JSON.stringify(Object.entries(plain(one)).toSorted()) === wanted);
  };
  await waitUntil(isFilled, { describe: `the Secret with ${wanted}` });
}

const rootOf = async (): Promise<UserDeployment | undefined> =>
  (await clientOf().list<UserDeployment>(resources.userDeployment)).items.find(({ metadata }) => metadata.name === 'shop');

const untilReady = (what: string): Promise<unknown> =>
  waitUntil(
    async () => {
      const root = await rootOf();
      return root?.status?.phase === 'Ready' && root.status.observedGeneration === root.metadata.generation;
    },
    { describe: `the deployment to be ready ${what}` },
  );

type Pods = KubeObject<{ template?: { metadata?: { annotations?: Record<string, string> } } }>;

async function versionOfPods(): Promise<string | undefined> {
  const { items } = await clientOf().list<Pods>(resources.deployment);
  const found = items.find(({ metadata }) => metadata.name === 'shop-web');
  return found?.spec?.template?.metadata?.annotations?.['moorage.dev/secrets-version'];
}

const pushed = async (): Promise<string[]> => {
  const { items } = await clientOf().list<Data>(resources.secret, {
    labelSelector: 'app.kubernetes.io/managed-by=moorage-server',
  });
  return items.flatMap((item) => Object.values(plain(item)));
};

async function setAt(scope: object, value: string): Promise<void> {
  expect((await eve.post('/api/secrets', { key: 'TOKEN', value, ...scope })).status).toBe(201);
}

describe('a cluster with External Secrets', () => {
  it('gets one ExternalSecret for the service, weak documents first, and no value in any resource of ours', async () => {
    expect((await admin.post('/api/admin/secret-store/switch', { store: 'vault' })).status).toBe(202);
    expect((await eve.post('/api/org/secrets', { key: 'TOKEN', value: 'of the org' })).status).toBe(201);
    expect((await eve.post('/api/org/secrets', { key: 'SHARED', value: 'with everybody' })).status).toBe(201);
    await platform.settle();
    expect((await eve.post('/api/deployments', { template: 'hello', name: 'shop' })).status).toBe(201);
    await setAt({ deploymentName: 'shop', serviceName: '' }, 'of the deployment');
    await setAt({ deploymentName: 'shop', serviceName: 'web' }, 'of the service');
    const found = await findOne('the ExternalSecret of all three scopes', ({ spec }) => spec.dataFrom.length === 3);
    expect(await externals()).toHaveLength(1);
    expect(found.spec.secretStoreRef).toEqual({ ...storeRef });
    expect(found.spec.dataFrom.map(({ extract }) => extract.key)).toEqual([
      expect.stringMatching(/^moorage\/orgs\/[^/]+\/secrets$/),
      expect.stringMatching(/^moorage\/orgs\/[^/]+\/deployments\/[^/]+$/),
      expect.stringMatching(/\/services\/web$/),
    ]);
    const resourcesOfOurs = JSON.stringify([await rootOf(), await externals()]);
    for (const value of ['of the org', 'of the deployment', 'of the service', 'with everybody']) {
      expect(resourcesOfOurs).not.toContain(value);
      expect(resourcesOfOurs).not.toContain(Buffer.from(value).toString('base64'));
    }
    await untilFilled(found, { TOKEN: 'of the service', SHARED: 'with everybody' });
    await untilReady('with what the store has');
    expect(await pushed()).toEqual([]);
  });

  it('has the store asked again after a change of a value, and the pods rolled', async () => {
    const [before, version] = [await findOne('the ExternalSecret'), await versionOfPods()];
    const { body: rows } = await eve.get('/api/org/secrets');
    const { id } = rows.find((row: { key: string }) => row.key === 'SHARED');
    expect((await eve.put(`/api/org/secrets/${id}`, { value: 'with nobody' })).status).toBe(200);
    const after = await findOne('the store to be asked again', (found) => syncOf(found) !== syncOf(before));
    await untilFilled(after, { TOKEN: 'of the service', SHARED: 'with nobody' });
    await waitUntil(async () => (await versionOfPods()) !== version, { describe: 'the pods to be rolled' });
    await untilReady('with the new value');
  });

  it('is pushed one Secret again when secrets go where it cannot read, and loses the ExternalSecret', async () => {
    expect((await admin.post('/api/admin/secret-store/switch', { store: 'built-in' })).status).toBe(202);
    await waitUntil(async () => (await pushed()).toSorted().join() === 'of the service,with nobody', {
      describe: 'the pushed Secret',
    });
    await waitUntil(async () => (await externals()).length === 0, { describe: 'the ExternalSecret to be gone' });
    await untilReady('with the pushed Secret');
    const left = (await rootOf())?.spec?.secrets;
    expect([left?.storeRef, left?.scopes]).toEqual([undefined, undefined]);
  });
});

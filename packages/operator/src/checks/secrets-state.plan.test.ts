import type { UserDeploymentSpec } from '@moorage/kube/crds/user-deployment';
import type { KubeObject } from '@moorage/kube/objects';
import { describe, expect, it } from 'vitest';
import type { Observed } from '../observed.ts';
import type { OperatorSettings } from '../settings.ts';
import { afterApplying, aPod, aRoot, aService, observe, settings } from '../user-deployment.fake.ts';
import { annotations } from '../user-deployment.names.ts';
import { type Plan, planUserDeployment } from '../user-deployment.plan.ts';
import { planPodTemplate, templateVersionOf } from '../desired/pod-template.plan.ts';

const withStore: OperatorSettings = { ...settings, clusterSecretStore: 'vault' };
const secrets: NonNullable<UserDeploymentSpec['secrets']> = {
  scopes: [
    { scope: 'service', path: 'services/web', service: 'web' },
    { scope: 'organization', path: 'org' },
    { scope: 'deployment', path: 'deployment' },
  ],
};
const root = (more: Partial<UserDeploymentSpec> = {}) => aRoot({ secrets, ...more });
const plan = (observed: Observed, using = withStore): Plan => planUserDeployment(observed, using);
const served = (observed: Observed, more: Partial<Observed['secrets']> = {}): Observed => ({
  ...observed,
  secrets: { ...observed.secrets, engine: 'served', ...more },
});
const synced = (made: Plan) => made.status.conditions?.find((each) => each.type === 'SecretsSynced');
const applied = (made: Plan, plural: string): KubeObject[] =>
  made.actions.flatMap((action) => (action.kind === 'apply' && action.resource.plural === plural ? [action.object] : []));
const answer = (status: string, reason: string, message = '') => ({ conditions: [{ type: 'Ready', status, reason, message }] });

/** After the first round, with the store's answer on every ExternalSecret. */
function answered(status: object, versions: Record<string, string> = {}): Observed {
  const first = served(observe(root()));
  const after = afterApplying(first, plan(first));
  const externalSecrets = after.secrets.externalSecrets.map((each) => ({ ...each, status }));
  return served(after, { externalSecrets, versions });
}

describe('secrets of a deployment', () => {
  it('are asked for weak to strong, each service only its own', () => {
    const services = [aService(), aService({ name: 'api' })];
    const scopes = [...(secrets.scopes ?? []), { scope: 'service', path: 'services/api', service: 'api' } as const];
    const made = plan(served(observe(root({ services, secrets: { scopes, generation: 7, refreshInterval: '90m' } }))));
    const [web, api] = applied(made, 'externalsecrets');
    expect(web).toMatchObject({
      apiVersion: 'external-secrets.io/v1',
      metadata: { name: 'hello-web-secrets', annotations: { 'external-secrets.io/force-sync': '7' } },
      spec: {
        refreshInterval: '1h30m0s',
        secretStoreRef: { name: 'vault', kind: 'ClusterSecretStore' },
        target: { name: 'hello-web-secrets', deletionPolicy: 'Delete' },
        dataFrom: [{ extract: { key: 'org' } }, { extract: { key: 'deployment' } }, { extract: { key: 'services/web' } }],
      },
    });
    expect(api?.spec).toMatchObject({
      dataFrom: [{ extract: { key: 'org' } }, { extract: { key: 'deployment' } }, { extract: { key: 'services/api' } }],
    });
  });

  it('come from the store of the deployment before that of the operator', () => {
    const storeRef = { name: 'own', kind: 'SecretStore' } as const;
    const [first] = applied(plan(served(observe(root({ secrets: { ...secrets, storeRef } })))), 'externalsecrets');
    expect(first?.spec).toMatchObject({ secretStoreRef: storeRef });
  });

  it('hold back the first start until they are there', () => {
    const made = plan(served(observe(root())));
    expect(applied(made, 'deployments')).toEqual([]);
    expect(made.status.services?.[0]).toMatchObject({ state: 'Pending', message: 'Waits for its secrets.' });
    expect(synced(made)).toMatchObject({ status: 'False', reason: 'Progressing' });
    // The store has answered and the secret has not reached our copy yet.
    expect(applied(plan(answered(answer('True', 'SecretSynced'))), 'deployments')).toEqual([]);
    const ready = plan(answered(answer('True', 'SecretSynced'), { 'hello-web-secrets': 'v1' }));
    expect(applied(ready, 'deployments')[0]?.spec).toMatchObject({
      template: { metadata: { annotations: { [annotations.secrets]: 'v1' } } },
    });
    expect(synced(ready)).toMatchObject({ status: 'True', reason: 'SecretSynced' });
  });

  it('do not count as synced by an answer about an older generation', () => {
    const old = { ...answer('True', 'SecretSynced'), syncedResourceVersion: '0-abc' };
    expect(synced(plan(answered(old, { 'hello-web-secrets': 'v1' })))).toMatchObject({ status: 'False' });
    const current = { ...answer('True', 'SecretSynced'), syncedResourceVersion: '1-abc' };
    expect(synced(plan(answered(current, { 'hello-web-secrets': 'v1' })))).toMatchObject({ status: 'True' });
  });

  it('are no reason to wait when the store holds none', () => {
    expect(applied(plan(answered(answer('True', 'SecretDeleted'))), 'deployments')).toHaveLength(1);
  });

  it('reach the pod as variables, and as files where a path is named', () => {
    const spec = (more: object) => planPodTemplate(root({ services: [aService(more)] }), aService(more), settings).spec;
    expect(spec({})).toMatchObject({ containers: [{ envFrom: [{ secretRef: { name: 'hello-web-secrets', optional: true } }] }] });
    const asFiles = spec({ secrets: { env: false, mountPath: '/run/secrets' } });
    expect(JSON.stringify(asFiles)).not.toContain('envFrom');
    expect(asFiles).toMatchObject({
      containers: [{ volumeMounts: [{ name: 'moorage-secrets', mountPath: '/run/secrets', readOnly: true }] }],
      volumes: [{ name: 'moorage-secrets', secret: { secretName: 'hello-web-secrets' } }],
    });
  });

  it('roll the pods when their data changes, and not while the store is away', () => {
    const versions = { 'hello-web-secrets': 'v1' };
    const first = answered(answer('True', 'SecretSynced'), versions);
    const running = afterApplying(first, plan(first));
    expect(plan(running).actions).toEqual([]);
    const changed = plan(served(running, { versions: { 'hello-web-secrets': 'v2' } }));
    expect(applied(changed, 'deployments').map((each) => each.metadata.name)).toEqual(['hello-web']);
    expect(applied(plan(served(running, { versions: {} })), 'deployments')).toEqual([]);
  });

  it('make the deployment fail with the reason of the store, while what runs keeps running', () => {
    const versions = { 'hello-web-secrets': 'v1' };
    const first = answered(answer('True', 'SecretSynced'), versions);
    const running = afterApplying(first, plan(first));
    const externalSecrets = running.secrets.externalSecrets.map((each) => ({
      ...each,
      status: answer('False', 'SecretSyncedError', 'permission denied'),
    }));
    const version = templateVersionOf(planPodTemplate(root(), aService(), withStore, 'v1'));
    const made = plan({ ...served(running, { externalSecrets }), pods: [aPod(root(), { version })] });
    expect(made.actions).toEqual([]);
    expect(made.status).toMatchObject({
      phase: 'Error',
      evidence: { reason: 'SecretSyncFailed' },
      services: [{ state: 'Ready' }],
    });
    expect(made.status.message).toContain('permission denied');
    expect(synced(made)).toMatchObject({ status: 'False', reason: 'SecretSyncedError' });
  });

  it('say what is missing and what to do', () => {
    expect(synced(plan(served(observe(root())), settings))).toMatchObject({ status: 'False', reason: 'SecretStoreMissing' });
    const made = plan(observe(root()));
    expect(synced(made)).toMatchObject({ status: 'False', reason: 'SecretsEngineMissing' });
    expect(made.status.evidence?.nextStep).toContain('Install External Secrets Operator');
    expect(applied(made, 'externalsecrets')).toEqual([]);
  });

  it('are not called missing before it is known what the cluster serves', () => {
    const observed = observe(root());
    const made = plan({ ...observed, secrets: { ...observed.secrets, engine: 'starting' } });
    expect(synced(made)).toMatchObject({ reason: 'Progressing' });
    expect(made.status.phase).toBe('Provisioning');
  });

  it('go when nothing asks for them any more, and are said to be none', () => {
    const first = answered(answer('True', 'SecretSynced'), { 'hello-web-secrets': 'v1' });
    const after = afterApplying(first, plan(first));
    const before = aRoot({}, {});
    const made = plan({ ...after, root: { ...before, status: plan(after).status } });
    expect(made.actions).toMatchObject([
      { kind: 'apply', resource: { plural: 'deployments' } },
      { kind: 'remove', resource: { plural: 'externalsecrets' } },
    ]);
    expect(synced(made)).toMatchObject({ status: 'True', reason: 'NoSecrets' });
    expect(synced(plan(observe(aRoot())))).toBeUndefined();
  });
});

describe('secrets that the server pushes', () => {
  const pushed = aRoot({ services: [aService({ secrets: { name: 'hello-web-pushed', mountPath: '/run/keys' } })] });
  const seen = (observed: Observed, versions: Record<string, string>): Observed => ({
    ...observed,
    secrets: { ...observed.secrets, versions },
  });

  it('are waited for before the first start, without any operator of a store', () => {
    const made = plan(observe(pushed), settings);
    expect(applied(made, 'deployments')).toEqual([]);
    expect(synced(made)).toMatchObject({ status: 'False', reason: 'SecretNotPushed' });
  });

  it('are needed by the pod as variables and as files, and a new version rolls it', () => {
    const templateOf = (version: string) => {
      const made = plan(seen(observe(pushed), { 'hello-web-pushed': version }), settings);
      expect(synced(made)).toMatchObject({ status: 'True', reason: 'SecretPushed' });
      return JSON.stringify(applied(made, 'deployments')[0]?.spec);
    };
    const first = templateOf('a');
    expect(first).toContain('"envFrom":[{"secretRef":{"name":"hello-web-pushed"}}]');
    expect(first).toContain('"secret":{"secretName":"hello-web-pushed"}');
    expect(first).toContain('"mountPath":"/run/keys","readOnly":true');
    expect(templateOf('b')).not.toBe(first);
    expect(templateOf('a')).toBe(first);
  });

  it('that are taken away for a moment roll nothing that runs', () => {
    const first = seen(observe(pushed), { 'hello-web-pushed': 'a' });
    const running = afterApplying(first, plan(first, settings));
    const rolled = applied(plan(seen(running, {}), settings), 'deployments');
    expect(rolled).toEqual([]);
  });
});

import type { UserDeploymentService } from '@moorage/kube/crds/user-deployment';
import type { KubeObject } from '@moorage/kube/objects';
import { describe, expect, it } from 'vitest';
import { afterApplying, ago, aPod, aRoot, aService, now, observe, settings } from './user-deployment.fake.ts';
import { type Plan, planUserDeployment } from './user-deployment.plan.ts';
import type { Observed } from './observed.ts';

const plan = (observed: Observed, more = {}): Plan => planUserDeployment(observed, { ...settings, ...more });
const words = (made: Plan): string[] =>
  made.actions.map(
    (action) =>
      `${action.kind} ${action.resource.plural} ${action.kind === 'apply' ? action.object.metadata.name : action.key.name}`,
  );
const applied = (made: Plan, plural: string): KubeObject[] =>
  made.actions.flatMap((action) => (action.kind === 'apply' && action.resource.plural === plural ? [action.object] : []));
const settled = (observed: Observed, more = {}): Observed => afterApplying(observed, plan(observed, more));
const ready = (made: Plan) => made.status.conditions?.find((condition) => condition.type === 'Ready');

describe('plan of a new deployment', () => {
  it('makes what pods need before the pods, and what leads to them after', () => {
    expect(words(plan(observe(aRoot({}, { finalizers: [] }))))).toEqual([
      'patch userdeployments hello',
      'apply serviceaccounts hello',
      'apply networkpolicies hello-isolation',
      'apply services hello-web',
      'apply deployments hello-web',
      'apply ingresses hello-main',
    ]);
  });

  it('is at rest once everything is applied', () => {
    expect(plan(settled(observe(aRoot()))).actions).toEqual([]);
  });

  it('gives the same plan for the same observation and does not depend on time', () => {
    const observed = observe(aRoot());
    expect(plan(observed).actions).toEqual(plan({ ...observed, now: new Date(0) }).actions);
  });

  it('owns everything it makes, so that nothing outlives the deployment', () => {
    for (const action of plan(observe(aRoot())).actions) {
      if (action.kind !== 'apply') continue;
      expect(action.object.metadata.ownerReferences).toMatchObject([
        { kind: 'UserDeployment', uid: 'root-uid', controller: true },
      ]);
      expect(action.object.metadata.labels).toMatchObject({
        'app.kubernetes.io/managed-by': 'moorage',
        'app.kubernetes.io/instance': 'hello',
      });
    }
  });

  it('leaves out ids that are no valid label values', () => {
    const [account] = applied(plan(observe(aRoot({ orgId: 'org-1', userId: 'not a label!' }))), 'serviceaccounts');
    expect(account?.metadata.labels).toMatchObject({ 'moorage.dev/org': 'org-1' });
    expect(account?.metadata.labels).not.toHaveProperty('moorage.dev/user');
  });

  it('makes no service for a worker without ports, and probes nothing', () => {
    const made = plan(observe(aRoot({ services: [aService({ ports: [] })], ingresses: [] })));
    expect(applied(made, 'services')).toEqual([]);
    expect(JSON.stringify(applied(made, 'deployments'))).not.toMatch(/Probe|preStop/);
  });

  it('holds back a service until those it depends on are ready, and never again', () => {
    const services = [aService(), aService({ name: 'api', dependsOn: ['web'] })];
    const root = aRoot({ services });
    const first = plan(observe(root));
    expect(applied(first, 'deployments').map((object) => object.metadata.name)).toEqual(['hello-web']);
    expect(first.status.services?.[1]).toMatchObject({ state: 'Pending', message: 'Waits for web to become ready.' });
    const waiting = afterApplying(observe(root), first);
    const second = plan({ ...waiting, pods: [aPod(root)] });
    expect(words(second)).toEqual(['apply deployments hello-api']);
    const running = afterApplying({ ...waiting, pods: [aPod(root)] }, second);
    expect(plan({ ...running, pods: [] }).actions).toEqual([]);
  });
});

describe('plan of a change', () => {
  const change = (spec: Partial<UserDeploymentService>) => {
    const observed = settled(observe(aRoot()));
    return plan({ ...observed, root: aRoot({ services: [aService(spec)] }) });
  };

  it('applies only what differs', () => {
    expect(words(change({ image: 'node:25' }))).toEqual(['apply deployments hello-web']);
  });

  it('notices that a field is no longer wanted', () => {
    const observed = settled(observe(aRoot({ services: [aService({ env: [{ name: 'A', value: '1' }] })] })));
    expect(words(plan({ ...observed, root: aRoot() }))).toEqual(['apply deployments hello-web']);
  });

  it('undoes what somebody else changed', () => {
    const observed = settled(observe(aRoot()));
    const deployments = observed.deployments.map((deployment) => ({ ...deployment, spec: { ...deployment.spec, replicas: 7 } }));
    expect(words(plan({ ...observed, deployments }))).toEqual(['apply deployments hello-web']);
  });

  it('rolls all services on restartedAt and one on its own restart', () => {
    const services = [aService(), aService({ name: 'api' })];
    const observed = settled(observe(aRoot({ services })));
    expect(words(plan({ ...observed, root: aRoot({ services, restartedAt: 'now' }) }))).toEqual([
      'apply deployments hello-web',
      'apply deployments hello-api',
    ]);
    expect(words(plan({ ...observed, root: aRoot({ services, serviceRestarts: { api: 'now' } }) }))).toEqual([
      'apply deployments hello-api',
    ]);
  });

  it('rolls pods when a file changes', () => {
    const observed = settled(observe(aRoot({ services: [aService({ files: { '/app/a.js': '1' } })] })));
    const made = plan({ ...observed, root: aRoot({ services: [aService({ files: { '/app/a.js': '2' } })] }) });
    expect(words(made)).toEqual(['apply configmaps hello-web-files', 'apply deployments hello-web']);
  });

  it('removes what a dropped service had, but keeps its volumes', () => {
    const data = aService({ name: 'db', volumes: [{ name: 'data', mountPath: '/data', size: '1Gi' }] });
    const observed = settled(observe(aRoot({ services: [aService(), data] })));
    expect(words(plan({ ...observed, root: aRoot() }))).toEqual([
      'apply deployments hello-web', // it is no longer told where the database is
      'remove deployments hello-db',
      'remove services hello-db',
    ]);
  });

  it('takes the ingress away when the deployment becomes internal', () => {
    const observed = settled(observe(aRoot()));
    const made = plan({ ...observed, root: aRoot({ visibility: 'internal' }) });
    expect(words(made)).toEqual(['apply networkpolicies hello-isolation', 'remove ingresses hello-main']);
    expect(made.status.ingresses).toEqual([]);
  });

  it('runs no copies while paused and says so', () => {
    const observed = settled(observe(aRoot()));
    const made = plan({ ...observed, root: aRoot({ paused: true }) });
    expect(applied(made, 'deployments')[0]?.spec).toMatchObject({ replicas: 0 });
    expect(made.status).toMatchObject({ phase: 'Pending', message: 'Paused: no copies run.' });
    expect(ready(made)).toMatchObject({ status: 'False', reason: 'Paused' });
  });
});

describe('status', () => {
  it('is Provisioning until the pods of the wanted version are ready, then Ready with addresses', () => {
    const root = aRoot();
    const observed = settled(observe(root));
    expect(plan(observed).status).toMatchObject({ phase: 'Provisioning', observedGeneration: 1 });
    expect(plan({ ...observed, pods: [aPod(root, { version: 'older' })] }).status.phase).toBe('Provisioning');
    const made = plan({ ...observed, pods: [aPod(root)] });
    expect(made.status).toMatchObject({
      phase: 'Ready',
      ingresses: [{ id: 'i1', name: 'main', host: 'hello.apps.example.com', url: 'http://hello.apps.example.com:8080' }],
      services: [{ name: 'web', state: 'Ready', replicas: 1, readyReplicas: 1 }],
    });
    expect(made.status.conditions?.map((each) => `${each.type}=${each.status}`)).toEqual([
      'Valid=True',
      'ServicesReady=True',
      'IngressReady=True',
      'Ready=True',
    ]);
    expect(made.outcome).toMatchObject({ kind: 'done' });
  });

  it('does not change when nothing changed, whatever the time', () => {
    const root = aRoot();
    const observed = { ...settled(observe(root)), pods: [aPod(root)] };
    const { status } = plan(observed);
    const later = plan({ ...observed, root: { ...root, status }, now: new Date(now.getTime() + 3_600_000) });
    expect(later.status).toEqual(status);
  });

  it('names the failure, with clues, and says that the old version still runs', () => {
    const root = aRoot();
    const crashed = aPod(root, {
      isReady: false,
      status: { restartCount: 3, state: { waiting: { reason: 'CrashLoopBackOff' } }, lastState: { terminated: { exitCode: 3 } } },
    });
    const old = aPod(root, { version: 'older', metadata: { uid: 'old' } });
    const observed = {
      ...settled(observe(root)),
      pods: [crashed, old],
      clues: { [crashed.metadata.uid ?? '']: { logLines: ['boom'], event: 'E: e' } },
    };
    const { status } = plan(observed);
    expect(status).toMatchObject({
      phase: 'Error',
      lastError: status.message,
      evidence: { reason: 'CrashLooping', logLines: ['boom'], event: 'E: e', exitCode: 3 },
      services: [{ state: 'Degraded' }],
    });
    expect(status.message).toContain('1 copy still running');
    expect(plan({ ...observed, pods: [crashed] }).status.services?.[0]?.state).toBe('Failed');
  });

  it('shows a failing probe while it waits, and as a failure after the grace', () => {
    const root = aRoot();
    const pod = (seconds: number) => aPod(root, { isReady: false, status: { state: { running: { startedAt: ago(seconds) } } } });
    const observed = {
      ...settled(observe(root)),
      clues: { [pod(0).metadata.uid ?? '']: { probe: 'Readiness probe failed: 500' } },
    };
    expect(plan({ ...observed, pods: [pod(2)] }).status.evidence).toBeUndefined();
    const early = plan({ ...observed, pods: [pod(15)] });
    expect(early.status).toMatchObject({
      phase: 'Provisioning',
      evidence: { reason: 'ProbeFailing', probe: 'Readiness probe failed: 500' },
    });
    expect(early.outcome).toMatchObject({ kind: 'wait', afterMs: 1_000 });
    expect(plan({ ...observed, pods: [pod(61)] }).status).toMatchObject({ phase: 'Error', evidence: { reason: 'ProbeFailing' } });
  });

  it('takes what the cluster says about the roll-out only when it is about the wanted version', () => {
    const root = aRoot();
    const observed = settled(observe(root));
    const condition = { type: 'Progressing', status: 'False', reason: 'ProgressDeadlineExceeded' };
    const late = (generation: number) => ({
      ...observed,
      deployments: observed.deployments.map((each) => ({
        ...each,
        metadata: { ...each.metadata, generation },
        status: { observedGeneration: 1, conditions: [condition] },
      })),
    });
    expect(plan(late(1)).status).toMatchObject({ phase: 'Error', evidence: { reason: 'ProgressDeadlineExceeded' } });
    expect(plan(late(2)).status.phase).toBe('Provisioning');
  });

  it('tells a quota from other refusals', () => {
    const observed = settled(observe(aRoot()));
    const conditions = [{ type: 'ReplicaFailure', status: 'True', message: 'pods "x" is forbidden: exceeded quota: small' }];
    const deployments = observed.deployments.map((each) => ({ ...each, status: { observedGeneration: 1, conditions } }));
    expect(plan({ ...observed, deployments }).status.evidence?.reason).toBe('QuotaExceeded');
  });

  it('refuses an invalid specification and waits for a change of it, touching nothing', () => {
    const made = plan(observe(aRoot({ services: [aService({ image: 'Not An Image' })] })));
    expect(made.actions).toEqual([]);
    expect(made.outcome).toMatchObject({ kind: 'stalled', reason: 'InvalidImage' });
    expect(made.status).toMatchObject({ phase: 'Error', evidence: { reason: 'InvalidSpec' } });
    expect(made.status.message).toContain('services[0].image');
    expect(made.status.conditions?.[0]).toMatchObject({ type: 'Valid', status: 'False', reason: 'InvalidImage' });
  });

  it('refuses a host that an older deployment uses, and runs the rest', () => {
    const root = aRoot();
    const observed = { ...observe(root), pods: [aPod(root)], takenHosts: { 'hello.apps.example.com': 'other/secret-name' } };
    const made = plan(observed);
    expect(applied(made, 'ingresses')).toEqual([]);
    expect(applied(made, 'deployments')).toHaveLength(1);
    expect(made.status).toMatchObject({ phase: 'Error', evidence: { reason: 'HostClash' } });
    expect(JSON.stringify(made.status.evidence)).toContain('spec.ingresses[0].host is');
    expect(JSON.stringify(made.status)).not.toContain('secret-name');
  });
});

describe('plan of a deletion', () => {
  const deleting = { deletionTimestamp: ago(1) };

  it('removes everything, volumes too, by the uid that was seen, and lets go when all is gone', () => {
    const data = aService({ volumes: [{ name: 'data', mountPath: '/data', size: '1Gi' }] });
    const observed = { ...settled(observe(aRoot({ services: [data] }))), root: aRoot({ services: [data] }, deleting) };
    const made = plan(observed);
    expect(words(made)).toEqual([
      'remove ingresses hello-main',
      'remove deployments hello-web',
      'remove services hello-web',
      'remove networkpolicies hello-isolation',
      'remove persistentvolumeclaims hello-web-data',
      'remove serviceaccounts hello',
    ]);
    expect(made.actions.every((action) => action.kind === 'remove' && action.uid.startsWith('uid-'))).toBe(true);
    expect(made.status.phase).toBe('Deleting');
    const last = plan(observe(aRoot({}, deleting)));
    expect(last.actions).toMatchObject([{ kind: 'patch', patch: { metadata: { finalizers: [] } } }]);
  });

  it('waits for the last pod, and removes nothing twice', () => {
    const root = aRoot({}, { ...deleting, finalizers: ['moorage.dev/userdeployment-cleanup', 'other/finalizer'] });
    const terminating = settled(observe(aRoot())).deployments.map((each) => ({
      ...each,
      metadata: { ...each.metadata, ...deleting },
    }));
    expect(plan({ ...observe(root), deployments: terminating, pods: [aPod(root)] }).actions).toEqual([]);
    expect(plan(observe(root)).actions).toMatchObject([{ patch: { metadata: { finalizers: ['other/finalizer'] } } }]);
  });

  it('does not wait for ever for a pod that never ends', () => {
    const root = aRoot({}, { deletionTimestamp: ago(301) });
    expect(plan({ ...observe(root), pods: [aPod(root)] }).actions).toMatchObject([{ kind: 'patch' }]);
  });

  it('cleans up an invalid deployment as well', () => {
    const root = aRoot({ services: [aService({ image: '!!' })] }, deleting);
    expect(plan(observe(root)).status.phase).toBe('Deleting');
  });
});

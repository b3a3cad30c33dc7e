import { describe, expect, it } from 'vitest';
import { findCondition } from '../framework/conditions.ts';
import {
  aDeployment,
  aMeta,
  aPod,
  aReplicaSet,
  aTemplate,
  describeActions,
  reportedStatus,
  secondsAgo,
  testNow,
} from '../framework/objects.fake.ts';
import type { Deployment, DeploymentStatus, Pod, ReplicaSet, WorkloadCondition } from '../framework/model.ts';
import { controllerReference } from '../framework/owners.ts';
import { planDeployment } from './deployment.plan.ts';
import { annotationNames } from './revisions.plan.ts';
import { boundsOf } from './strategy.rules.ts';

interface SetState {
  readonly image: string;
  readonly replicas: number;
  readonly available?: number;
  readonly revision: number;
  readonly desired?: number;
  readonly age?: number;
}

function aSetOf(deployment: Deployment, name: string, state: SetState): ReplicaSet {
  const {
    image,
    replicas,
    available = replicas,
    revision,
    desired = deployment.spec.replicas ?? 1,
    age = 1000 - revision,
  } = state;
  const template = aTemplate(image, { app: 'web', 'pod-template-hash': name });
  return aReplicaSet(
    name,
    { replicas, template },
    {
      metadata: aMeta(name, {
        labels: { app: 'web', 'pod-template-hash': name },
        creationTimestamp: secondsAgo(age),
        ownerReferences: [controllerReference(deployment)],
        annotations: {
          [annotationNames.revision]: String(revision),
          [annotationNames.desired]: String(desired),
          [annotationNames.max]: String(desired + boundsOf(deployment).maxSurge),
        },
      }),
      status: { replicas, readyReplicas: available, availableReplicas: available },
    },
  );
}

const plan = (deployment: Deployment, replicaSets: readonly ReplicaSet[] = [], pods: readonly Pod[] = []) =>
  planDeployment({ deployment, replicaSets, pods, now: testNow });

function sizes(actions: ReturnType<typeof plan>['actions']): Record<string, number> {
  return Object.fromEntries(
    actions.flatMap((action) => {
      const spec = action.kind === 'patch' && action.resource.kind === 'ReplicaSet' ? action.patch['spec'] : undefined;
      const replicas = typeof spec === 'object' && spec !== null && 'replicas' in spec ? Number(spec.replicas) : undefined;
      return action.kind === 'patch' && replicas !== undefined ? [[action.key.name, replicas]] : [];
    }),
  );
}

function conditionOf(actions: ReturnType<typeof plan>['actions'], type: string): WorkloadCondition | undefined {
  const { conditions } = reportedStatus(actions) as DeploymentStatus;
  return findCondition(conditions, type);
}

describe('a new Deployment', () => {
  it('makes a ReplicaSet named after the hash of its template and takes its revision', () => {
    const { actions } = plan(aDeployment());
    expect(describeActions(actions)).toEqual([
      expect.stringMatching(/^create ReplicaSet web-[bcdfghjklmnpqrstvwxz2456789]+$/),
      'event ScalingReplicaSet',
      'patch Deployment web',
      'status Deployment web',
    ]);
    const [creation] = actions;
    expect(creation).toMatchObject({
      object: {
        metadata: {
          annotations: { [annotationNames.revision]: '1', [annotationNames.desired]: '3', [annotationNames.max]: '4' },
        },
        spec: { replicas: 3, selector: { matchLabels: { app: 'web', 'pod-template-hash': expect.any(String) } } },
      },
    });
    expect(conditionOf(actions, 'Progressing')).toMatchObject({ status: 'True', reason: 'NewReplicaSetCreated' });
    expect(conditionOf(actions, 'Available')).toMatchObject({ status: 'False', reason: 'MinimumReplicasUnavailable' });
  });

  it('gives equal templates equal names whatever the order of their fields', () => {
    const [a] = plan(aDeployment()).actions;
    const spec = aTemplate().spec;
    const [container] = spec.containers;
    const reordered = { metadata: aTemplate().metadata ?? {}, spec: { containers: [{ ...container, name: 'web' }] } };
    const [b] = plan(aDeployment({ template: reordered })).actions;
    expect(a).toMatchObject({ object: { metadata: { name: b?.kind === 'create' ? b.object.metadata.name : '' } } });
  });

  it('takes another name when a foreign ReplicaSet has that one, and counts the collision', () => {
    const first = plan(aDeployment()).actions[0];
    const name = first?.kind === 'create' ? first.object.metadata.name : '';
    const foreign = aReplicaSet(name, {
      template: aTemplate('other:1', { app: 'other' }),
      selector: { matchLabels: { app: 'other' } },
    });
    const { actions } = plan(aDeployment(), [foreign]);
    expect(actions[0]?.kind === 'create' && actions[0].object.metadata.name).not.toBe(name);
    expect(reportedStatus(actions)['collisionCount']).toBe(1);
  });

  it('adopts a ReplicaSet of its template that nobody owns', () => {
    const orphan = aReplicaSet('web-1', {}, { metadata: aMeta('web-1', { labels: { app: 'web' } }) });
    expect(describeActions(plan(aDeployment(), [orphan]).actions)).toContain('patch ReplicaSet web-1');
  });
});

describe('a rolling update', () => {
  const rolling = (maxSurge: number | string, maxUnavailable: number | string, replicas = 10): Deployment =>
    aDeployment({
      replicas,
      template: aTemplate('web:2'),
      strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge, maxUnavailable } },
    });

  it.each([
    { surge: 3, unavailable: 0, old: 10, now: 0, nowAvailable: 0, expected: { new: 3 } },
    { surge: '25%', unavailable: '25%', old: 10, now: 0, nowAvailable: 0, expected: { new: 3 } },
    { surge: 3, unavailable: 0, old: 10, now: 3, nowAvailable: 0, expected: {} },
    { surge: 3, unavailable: 0, old: 10, now: 3, nowAvailable: 2, expected: { old: 8 } },
    { surge: 3, unavailable: 0, old: 8, now: 3, nowAvailable: 3, expected: { new: 5 } },
    { surge: 0, unavailable: 2, old: 10, now: 0, nowAvailable: 0, expected: { old: 8 } },
    { surge: 0, unavailable: 2, old: 8, now: 2, nowAvailable: 0, expected: {} },
    { surge: 0, unavailable: 0, old: 10, now: 0, nowAvailable: 0, expected: { old: 9 } },
    { surge: 3, unavailable: 2, old: 2, now: 10, nowAvailable: 10, expected: { old: 0 } },
  ])(
    'with surge $surge and unavailable $unavailable goes from $old/$now to $expected',
    ({ surge, unavailable, old, now, nowAvailable, expected }) => {
      const deployment = rolling(surge, unavailable);
      const sets = [
        aSetOf(deployment, 'old', { image: 'web:1', replicas: old, revision: 1 }),
        aSetOf(deployment, 'new', { image: 'web:2', replicas: now, available: nowAvailable, revision: 2 }),
      ];
      expect(sizes(plan(deployment, sets).actions)).toEqual(expected);
    },
  );

  it('gives up old pods that never became available first', () => {
    const deployment = rolling(3, 2);
    const sets = [
      aSetOf(deployment, 'broken', { image: 'web:0', replicas: 4, available: 0, revision: 1 }),
      aSetOf(deployment, 'old', { image: 'web:1', replicas: 6, revision: 2 }),
      aSetOf(deployment, 'new', { image: 'web:2', replicas: 3, available: 1, revision: 3 }),
    ];
    const { broken, old } = sizes(plan(deployment, sets).actions);
    expect({ broken, old }).toEqual({ broken: 1, old: undefined });
  });

  it('never plans fewer than the minimum of available pods, whatever the state', () => {
    const counts = Array.from({ length: 11 }, (_each, index) => index);
    const states = counts.flatMap((old) =>
      counts.flatMap((now) => counts.slice(0, now + 1).map((available) => ({ old, now, available }))),
    );
    for (const { old, now, available } of states) {
      const deployment = rolling(3, 2);
      const sets = [
        aSetOf(deployment, 'old', { image: 'web:1', replicas: old, revision: 1 }),
        aSetOf(deployment, 'new', { image: 'web:2', replicas: now, available, revision: 2 }),
      ];
      const next = { old, new: now, ...sizes(plan(deployment, sets).actions) };
      expect(next.old + available).toBeGreaterThanOrEqual(Math.min(old + available, 8));
      expect(next.new > now ? next.old + next.new : 0).toBeLessThanOrEqual(13);
    }
  });

  it('deletes the oldest spare ReplicaSets beyond the history limit when it is complete', () => {
    const deployment = aDeployment({ revisionHistoryLimit: 1 });
    const sets = [
      aSetOf(deployment, 'first', { image: 'web:a', replicas: 0, revision: 1 }),
      aSetOf(deployment, 'second', { image: 'web:b', replicas: 0, revision: 2 }),
      aSetOf(deployment, 'now', { image: 'web:1', replicas: 3, revision: 3 }),
    ];
    expect(describeActions(plan(deployment, sets).actions)).toContain('remove ReplicaSet first');
    const limitless = plan(aDeployment(), sets).actions;
    expect(describeActions(limitless).filter((line) => line.startsWith('remove'))).toEqual([]);
  });

  it('gives a template that returns the newest revision and keeps its past ones', () => {
    const deployment = aDeployment();
    const sets = [
      aSetOf(deployment, 'first', { image: 'web:1', replicas: 0, revision: 1 }),
      aSetOf(deployment, 'second', { image: 'web:2', replicas: 3, revision: 2 }),
    ];
    const { actions } = plan(deployment, sets);
    const patch = actions.find((action) => action.kind === 'patch' && action.key.name === 'first');
    expect(patch).toMatchObject({
      patch: { metadata: { annotations: { [annotationNames.revision]: '3', [annotationNames.revisionHistory]: '1' } } },
    });
    expect(actions).toContainEqual(
      expect.objectContaining({ kind: 'patch', patch: { metadata: { annotations: { [annotationNames.revision]: '3' } } } }),
    );
  });
});

describe('Recreate', () => {
  const deployment = aDeployment({ template: aTemplate('web:2'), strategy: { type: 'Recreate' } });
  const old = (replicas: number): ReplicaSet => aSetOf(deployment, 'old', { image: 'web:1', replicas, revision: 1 });

  it('first stops the old pods', () => {
    expect(sizes(plan(deployment, [old(3)]).actions)).toEqual({ old: 0 });
  });

  it('waits while an old pod still ends', () => {
    const pod = aPod('old-1', { owner: old(0), terminating: true });
    expect(describeActions(plan(deployment, [old(0)], [pod]).actions).filter((line) => line.startsWith('create'))).toEqual([]);
  });

  it('then starts the new ones all at once', () => {
    const [creation] = plan(deployment, [old(0)]).actions;
    expect(creation).toMatchObject({ kind: 'create', object: { spec: { replicas: 3 } } });
  });
});

describe('scaling', () => {
  it('resizes the one active ReplicaSet', () => {
    const deployment = aDeployment({ replicas: 5 });
    const set = aSetOf(deployment, 'now', { image: 'web:1', replicas: 3, revision: 1, desired: 3 });
    expect(sizes(plan(deployment, [set]).actions)).toEqual({ now: 5 });
  });

  it('spreads a change in the middle of a roll-out by share and keeps the total', () => {
    const deployment = aDeployment({
      replicas: 20,
      template: aTemplate('web:2'),
      strategy: { rollingUpdate: { maxSurge: 3, maxUnavailable: 2 } },
    });
    const sets = [
      aSetOf(deployment, 'old', { image: 'web:1', replicas: 8, revision: 1, desired: 10 }),
      aSetOf(deployment, 'new', { image: 'web:2', replicas: 5, available: 0, revision: 2, desired: 10 }),
    ];
    const next = sizes(plan(deployment, sets).actions);
    expect((next['old'] ?? 0) + (next['new'] ?? 0)).toBe(23);
    expect(next['old']).toBeGreaterThan(next['new'] ?? 0);
  });

  it('goes to zero', () => {
    const deployment = aDeployment({ replicas: 0 });
    const set = aSetOf(deployment, 'now', { image: 'web:1', replicas: 3, revision: 1, desired: 3 });
    expect(sizes(plan(deployment, [set]).actions)).toEqual({ now: 0 });
  });
});

describe('a pause', () => {
  it('starts no roll-out but still scales', () => {
    const deployment = aDeployment({ paused: true, replicas: 4, template: aTemplate('web:2') });
    const { actions } = plan(deployment, [aSetOf(deployment, 'old', { image: 'web:1', replicas: 3, revision: 1, desired: 3 })]);
    expect(sizes(actions)).toEqual({ old: 4 });
    expect(describeActions(actions).some((line) => line.startsWith('create'))).toBe(false);
    expect(conditionOf(actions, 'Progressing')).toMatchObject({ status: 'Unknown', reason: 'DeploymentPaused' });
  });
});

describe('the status', () => {
  const progressing = (reason: string, ageSeconds: number): DeploymentStatus => ({
    conditions: [
      {
        type: 'Progressing',
        status: 'True',
        reason,
        message: '',
        lastTransitionTime: secondsAgo(ageSeconds),
        lastUpdateTime: secondsAgo(ageSeconds),
      },
    ],
  });

  it('is complete when every pod is of the new template and available', () => {
    const deployment = aDeployment(
      {},
      { metadata: aMeta('web', { generation: 7 }), status: progressing('ReplicaSetUpdated', 10) },
    );
    const { actions, requeue } = plan(deployment, [aSetOf(deployment, 'now', { image: 'web:1', replicas: 3, revision: 1 })]);
    expect(reportedStatus(actions)).toMatchObject({
      observedGeneration: 7,
      replicas: 3,
      updatedReplicas: 3,
      readyReplicas: 3,
      availableReplicas: 3,
    });
    expect(reportedStatus(actions)).not.toHaveProperty('unavailableReplicas');
    expect(conditionOf(actions, 'Progressing')).toMatchObject({
      reason: 'NewReplicaSetAvailable',
      message: 'ReplicaSet "now" has successfully progressed.',
    });
    expect(conditionOf(actions, 'Available')).toMatchObject({ status: 'True', reason: 'MinimumReplicasAvailable' });
    expect(requeue).toBeUndefined();
  });

  it('says that the deadline was exceeded, and not a moment before', () => {
    const deployment = aDeployment({ progressDeadlineSeconds: 60 });
    const stuck = (age: number) => {
      const set = aSetOf(deployment, 'now', { image: 'web:1', replicas: 3, available: 0, revision: 1 });
      const status = { ...progressing('ReplicaSetUpdated', age), replicas: 3, updatedReplicas: 3 };
      return plan({ ...deployment, status }, [set]);
    };
    expect(conditionOf(stuck(59).actions, 'Progressing')?.reason).toBe('ReplicaSetUpdated');
    expect(stuck(59).requeue).toBe(1000);
    expect(conditionOf(stuck(60).actions, 'Progressing')).toMatchObject({ status: 'False', reason: 'ProgressDeadlineExceeded' });
  });

  it('starts the deadline again with every progress', () => {
    const deployment = aDeployment(
      { progressDeadlineSeconds: 60 },
      { status: { ...progressing('ReplicaSetUpdated', 90), replicas: 3, updatedReplicas: 3 } },
    );
    const { actions, requeue } = plan(deployment, [
      aSetOf(deployment, 'now', { image: 'web:1', replicas: 3, available: 1, revision: 1 }),
    ]);
    expect(conditionOf(actions, 'Progressing')).toMatchObject({ status: 'True', reason: 'ReplicaSetUpdated' });
    expect(requeue).toBe(60_000);
  });

  it('passes on that pods could not be made', () => {
    const deployment = aDeployment();
    const set = aSetOf(deployment, 'now', { image: 'web:1', replicas: 3, available: 0, revision: 1 });
    const failing = {
      ...set,
      status: {
        replicas: 0,
        conditions: [
          { type: 'ReplicaFailure', status: 'True', reason: 'FailedCreate', message: 'quota', lastTransitionTime: secondsAgo(1) },
        ],
      } as const,
    };
    expect(conditionOf(plan(deployment, [failing]).actions, 'ReplicaFailure')).toMatchObject({
      reason: 'FailedCreate',
      message: 'quota',
    });
  });

  it('measures the deadline of an undo from its start', () => {
    const deployment = aDeployment({}, { status: progressing('NewReplicaSetAvailable', 9999) });
    const sets = [
      aSetOf(deployment, 'first', { image: 'web:1', replicas: 1, available: 0, revision: 3 }),
      aSetOf(deployment, 'second', { image: 'web:2', replicas: 3, revision: 2 }),
    ];
    expect(conditionOf(plan(deployment, sets).actions, 'Progressing')).toMatchObject({
      status: 'True',
      reason: 'FoundNewReplicaSet',
    });
  });
});

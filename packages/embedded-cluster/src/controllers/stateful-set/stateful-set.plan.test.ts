import { describe, expect, it } from 'vitest';
import {
  aPod,
  aRevision,
  aStatefulSet,
  aTemplate,
  describeActions,
  type PodState,
  reportedStatus,
  testNow,
} from '../framework/objects.fake.ts';
import type { ControllerRevision, Pod, StatefulSet, StatefulSetSpec } from '../framework/model.ts';
import { revisionLabel } from './revision.plan.ts';
import { planStatefulSet } from './stateful-set.plan.ts';

const setOf = (spec: Partial<StatefulSetSpec> = {}, current = 'db-v1'): StatefulSet =>
  aStatefulSet(spec, { status: { replicas: 0, currentRevision: current } });
const v1 = (set: StatefulSet): ControllerRevision => aRevision('db-v1', set, aTemplate('web:1'), 1);
const v2 = (set: StatefulSet): ControllerRevision => aRevision('db-v2', set, aTemplate('web:2'), 2);
const pod = (set: StatefulSet, ordinal: number, revision = 'db-v1', state: PodState = {}): Pod =>
  aPod(`db-${ordinal}`, { owner: set, ready: true, labels: { app: 'web', [revisionLabel]: revision }, ...state });

function plan(
  set: StatefulSet,
  pods: readonly Pod[],
  revisions: readonly ControllerRevision[] = [v1(set)],
  claimNames: readonly string[] = [],
) {
  return planStatefulSet({ set, pods, revisions, claimNames: new Set(claimNames), now: testNow });
}
const work = (...input: Parameters<typeof plan>): string[] =>
  describeActions(plan(...input).actions).filter((line) => !/event|status/.test(line));

describe('a StatefulSet that grows', () => {
  it('first makes the claim and the revision, and then the first pod', () => {
    const set = setOf();
    expect(work(set, [], [])).toEqual([
      expect.stringMatching(/^create ControllerRevision db-/),
      'create PersistentVolumeClaim data-db-0',
    ]);
    const { actions } = plan(set, [], [v1(set)], ['data-db-0']);
    expect(describeActions(actions).filter((line) => line.startsWith('create'))).toEqual(['create Pod db-0']);
    expect(actions.find((action) => action.kind === 'create' && action.resource.kind === 'Pod')).toMatchObject({
      object: {
        metadata: { labels: { 'statefulset.kubernetes.io/pod-name': 'db-0', 'apps.kubernetes.io/pod-index': '0' } },
        spec: {
          hostname: 'db-0',
          subdomain: 'db',
          volumes: [{ name: 'data', persistentVolumeClaim: { claimName: 'data-db-0' } }],
        },
      },
    });
  });

  it('waits for each pod to be ready before the next', () => {
    const set = setOf();
    expect(work(set, [pod(set, 0, 'db-v1', { ready: false })])).toEqual([]);
    expect(work(set, [pod(set, 0)], [v1(set)], ['data-db-1'])).toEqual(['create Pod db-1']);
  });

  it('makes all at once when it may', () => {
    const set = setOf({ podManagementPolicy: 'Parallel', volumeClaimTemplates: [] });
    expect(work(set, [])).toEqual(['create Pod db-0', 'create Pod db-1', 'create Pod db-2']);
  });

  it('fills a hole before it goes on, and replaces a pod that failed', () => {
    const set = setOf({ volumeClaimTemplates: [] });
    expect(work(set, [pod(set, 0), pod(set, 2)])).toEqual(['create Pod db-1']);
    expect(work(set, [pod(set, 0), pod(set, 1, 'db-v1', { phase: 'Failed' })])).toEqual(['remove Pod db-1']);
  });

  it('begins at its first ordinal', () => {
    const set = setOf({ ordinals: { start: 5 }, volumeClaimTemplates: [] });
    expect(work(set, [])).toEqual(['create Pod db-5']);
  });
});

describe('a StatefulSet that shrinks', () => {
  it('takes the highest pod first and one at a time', () => {
    const set = setOf({ replicas: 1 });
    expect(work(set, [pod(set, 0), pod(set, 1), pod(set, 2)])).toEqual(['remove Pod db-2']);
    expect(work(set, [pod(set, 0), pod(set, 1), pod(set, 2, 'db-v1', { terminating: true })])).toEqual([]);
  });

  it('never deletes a claim', () => {
    const set = setOf({ replicas: 0 });
    expect(work(set, [pod(set, 0)], [v1(set)], ['data-db-0'])).toEqual(['remove Pod db-0']);
  });

  it('deletes the claims of pods that are gone when it is asked to', () => {
    const set = setOf({ replicas: 1, persistentVolumeClaimRetentionPolicy: { whenScaled: 'Delete' } });
    const claims = ['data-db-0', 'data-db-1', 'data-db-2', 'data-dbx-5', 'other-db-7'];
    expect(work(set, [pod(set, 0), pod(set, 1, 'db-v1', { terminating: true })], [v1(set)], claims)).toEqual([
      'remove PersistentVolumeClaim data-db-2',
    ]);
  });

  it('takes all at once when it may', () => {
    const set = setOf({ replicas: 0, podManagementPolicy: 'Parallel' });
    expect(work(set, [pod(set, 0), pod(set, 1)])).toEqual(['remove Pod db-1', 'remove Pod db-0']);
  });
});

describe('a StatefulSet with a new template', () => {
  const template = aTemplate('web:2');

  it('replaces the highest pod of the old template and waits for it', () => {
    const set = setOf({ template });
    const revisions = [v1(set), v2(set)];
    expect(work(set, [pod(set, 0), pod(set, 1), pod(set, 2)], revisions)).toEqual(['remove Pod db-2']);
    expect(work(set, [pod(set, 0), pod(set, 1), pod(set, 2, 'db-v2', { ready: false })], revisions)).toEqual([]);
    expect(work(set, [pod(set, 0), pod(set, 1), pod(set, 2, 'db-v2')], revisions)).toEqual(['remove Pod db-1']);
  });

  it('stops at the partition and makes pods below it of the old template', () => {
    const set = setOf({
      template,
      volumeClaimTemplates: [],
      updateStrategy: { type: 'RollingUpdate', rollingUpdate: { partition: 2 } },
    });
    const revisions = [v1(set), v2(set)];
    expect(work(set, [pod(set, 0), pod(set, 1), pod(set, 2, 'db-v2')], revisions)).toEqual([]);
    const creation = plan(set, [pod(set, 1), pod(set, 2, 'db-v2')], revisions).actions.find((action) => action.kind === 'create');
    expect(creation).toMatchObject({ object: { metadata: { name: 'db-0', labels: { [revisionLabel]: 'db-v1' } } } });
  });

  it('leaves the pods alone with OnDelete', () => {
    const set = setOf({ template, updateStrategy: { type: 'OnDelete' } });
    expect(work(set, [pod(set, 0), pod(set, 1), pod(set, 2)], [v1(set), v2(set)])).toEqual([]);
  });

  it('is not held up by a pod of the old template that never gets ready', () => {
    const set = setOf({ template });
    expect(work(set, [pod(set, 0, 'db-v1', { ready: false })], [v1(set), v2(set)])).toEqual(['remove Pod db-0']);
  });

  it('reports the new revision as current once all pods have it', () => {
    const set = setOf({ template });
    const pods = [0, 1, 2].map((ordinal) => pod(set, ordinal, 'db-v2'));
    expect(reportedStatus(plan(set, pods, [v1(set), v2(set)]).actions)).toMatchObject({
      currentRevision: 'db-v2',
      updateRevision: 'db-v2',
      replicas: 3,
      readyReplicas: 3,
      availableReplicas: 3,
      currentReplicas: 3,
      updatedReplicas: 3,
    });
  });

  it('gives a template that returns the highest revision number', () => {
    const set = setOf({ template: aTemplate('web:1') }, 'db-v2');
    expect(
      work(
        set,
        [0, 1, 2].map((ordinal) => pod(set, ordinal, 'db-v2')),
        [v1(set), v2(set)],
      ),
    ).toEqual(['replace ControllerRevision db-v1', 'remove Pod db-2']);
  });
});

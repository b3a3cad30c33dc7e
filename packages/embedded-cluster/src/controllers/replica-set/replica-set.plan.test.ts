import { describe, expect, it } from 'vitest';
import {
  aPod,
  aReplicaSet,
  describeActions,
  letters,
  type PodState,
  reportedStatus,
  secondsAgo,
  testNow,
} from '../framework/objects.fake.ts';
import type { Pod } from '../framework/model.ts';
import { planReplicaSet } from './replica-set.plan.ts';

const replicaSet = aReplicaSet('web-1');
const owned = (name: string, state: PodState = {}): Pod => aPod(name, { owner: replicaSet, ready: true, ...state });
const plan = (pods: readonly Pod[], set = replicaSet) =>
  planReplicaSet({ replicaSet: set, pods, now: testNow, newSuffix: letters() });
const work = (pods: readonly Pod[], set = replicaSet): string[] =>
  describeActions(plan(pods, set).actions).filter((line) => !/event|status/.test(line));

describe('a ReplicaSet', () => {
  it('makes the pods that are missing, each with an owner and a hash in its name', () => {
    const { actions } = plan([owned('web-1-x')]);
    expect(describeActions(actions)).toEqual([
      'create Pod web-1-a',
      'event SuccessfulCreate',
      'create Pod web-1-b',
      'event SuccessfulCreate',
      'status ReplicaSet web-1',
    ]);
    const [first] = actions;
    expect(first).toMatchObject({
      object: {
        metadata: {
          generateName: 'web-1-',
          labels: { app: 'web' },
          ownerReferences: [{ name: 'web-1', controller: true, blockOwnerDeletion: true }],
        },
      },
    });
  });

  it('does nothing when the number is right', () => {
    expect(work([owned('a'), owned('b'), owned('c')])).toEqual([]);
  });

  it.each<[string, PodState]>([
    ['is not scheduled or started', { phase: 'Pending', ready: false }],
    ['is not ready', { ready: false }],
    ['was ready for the shortest time', { ready: 5 }],
    ['restarted most', { restarts: 4 }],
    ['is the youngest', { meta: { creationTimestamp: secondsAgo(10) } }],
    ['is marked as cheap', { meta: { annotations: { 'controller.kubernetes.io/pod-deletion-cost': '-5' } } }],
  ])('gives up first the pod that %s', (_why, state) => {
    expect(work([owned('a'), owned('b'), owned('c'), owned('loser', state)])).toEqual(['remove Pod loser']);
  });

  it('prefers to lose an unready old pod over a ready young one', () => {
    const pods = [
      owned('a'),
      owned('b'),
      owned('c', { meta: { creationTimestamp: secondsAgo(1) } }),
      owned('old', { ready: false }),
    ];
    expect(work(pods)).toEqual(['remove Pod old']);
  });

  it('replaces pods that finished or are being deleted', () => {
    expect(work([owned('a'), owned('b', { phase: 'Failed' }), owned('c', { terminating: true })])).toEqual([
      'create Pod web-1-a',
      'create Pod web-1-b',
    ]);
  });

  it('adopts a matching orphan, releases what matches no longer and leaves other owners alone', () => {
    const other = aReplicaSet('other');
    const pods = [
      aPod('orphan', { ready: true }),
      owned('relabelled', { labels: { app: 'debug' } }),
      owned('a'),
      owned('b'),
      aPod('foreign', { owner: other }),
    ];
    expect(work(pods)).toEqual(['patch Pod orphan', 'patch Pod relabelled']);
  });

  it('makes nothing while it is being deleted', () => {
    const going = aReplicaSet('web-1', {}, { metadata: { ...replicaSet.metadata, deletionTimestamp: secondsAgo(1) } });
    expect(work([], going)).toEqual([]);
  });

  it('counts a pod as available only after minReadySeconds and looks again at that moment', () => {
    const set = aReplicaSet('web-1', { minReadySeconds: 30 });
    const { actions, requeue } = plan([owned('a', { ready: 60 }), owned('b', { ready: 10 }), owned('c', { ready: false })], set);
    expect(reportedStatus(actions)).toEqual({
      replicas: 3,
      fullyLabeledReplicas: 3,
      readyReplicas: 2,
      availableReplicas: 1,
      observedGeneration: 1,
    });
    expect(requeue).toBe(20_000);
  });

  it('treats a missing number as one', () => {
    const { replicas: _replicas, ...spec } = replicaSet.spec;
    expect(work([], { ...replicaSet, spec })).toEqual(['create Pod web-1-a']);
  });
});

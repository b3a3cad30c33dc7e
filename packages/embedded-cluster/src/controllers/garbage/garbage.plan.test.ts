import { describe, expect, it } from 'vitest';
import type { KubeObject, OwnerReference } from '@moorage/kube/objects';
import { kinds } from '../framework/kinds.ts';
import { aDeployment, aMeta, aPod, aReplicaSet, describeActions, secondsAgo } from '../framework/objects.fake.ts';
import { type Located, type OwnerState, planGarbage } from './garbage.plan.ts';
import { createOwnerGraph } from './owner-graph.ts';

const located = (object: KubeObject, resource: Located['resource'] = kinds.pod): Located => ({ resource, object });
const reference = (uid: string, blockOwnerDeletion = true): OwnerReference => ({
  apiVersion: 'apps/v1',
  kind: 'ReplicaSet',
  name: uid,
  uid,
  blockOwnerDeletion,
});
const state = (uid: string, is: OwnerState['state']): OwnerState => ({ reference: reference(uid), state: is });
const dependent = (uid: string, ...owners: OwnerReference[]): Located =>
  located(aPod(uid, { meta: { ownerReferences: owners } }));

describe('an object with owners', () => {
  const item = dependent('pod', reference('a'), reference('b'));

  it.each<[string, OwnerState['state'], OwnerState['state'], string[]]>([
    ['stays while all are there', 'present', 'present', []],
    ['loses only the reference to one that is gone', 'present', 'absent', ['patch Pod pod']],
    ['loses the reference to one that waits for it', 'waiting', 'present', ['patch Pod pod']],
    ['goes when all are gone', 'absent', 'absent', ['remove Pod pod']],
    ['goes when one is gone and the other waits for it', 'absent', 'waiting', ['remove Pod pod']],
  ])('%s', (_what, a, b, expected) => {
    expect(describeActions(planGarbage({ item, owners: [state('a', a), state('b', b)], dependents: [] }).actions)).toEqual(
      expected,
    );
  });

  it('goes in the foreground itself when its owner does and it has dependents', () => {
    const { actions } = planGarbage({
      item,
      owners: [state('a', 'waiting')],
      dependents: [dependent('below', reference('uid-pod'))],
    });
    expect(actions).toMatchObject([{ kind: 'remove', options: { propagation: 'Foreground', uid: 'uid-pod' } }]);
  });

  it('without owners is never touched', () => {
    expect(planGarbage({ item: located(aPod('free')), owners: [], dependents: [] })).toEqual({ actions: [], visit: [] });
  });
});

describe('an owner that is being deleted', () => {
  const leaving = (finalizers: string[]): Located =>
    located(
      aReplicaSet('set', {}, { metadata: aMeta('set', { deletionTimestamp: secondsAgo(1), finalizers }) }),
      kinds.replicaSet,
    );

  it('in the foreground waits for the dependents that block it and has them looked at', () => {
    const plan = planGarbage({
      item: leaving(['foregroundDeletion']),
      owners: [],
      dependents: [dependent('pod', reference('uid-set'))],
    });
    expect(plan).toEqual({ actions: [], visit: ['uid-pod'] });
  });

  it('in the foreground does not wait for those that do not block it', () => {
    const plan = planGarbage({
      item: leaving(['keep', 'foregroundDeletion']),
      owners: [],
      dependents: [dependent('pod', reference('uid-set', false))],
    });
    expect(plan.actions).toMatchObject([{ kind: 'patch', patch: { metadata: { finalizers: ['keep'] } } }]);
  });

  it('with orphan first lets its dependents go', () => {
    const plan = planGarbage({
      item: leaving(['orphan']),
      owners: [],
      dependents: [dependent('pod', reference('uid-set'), reference('other'))],
    });
    expect(plan.actions).toMatchObject([
      { kind: 'patch', key: { name: 'pod' }, patch: { metadata: { ownerReferences: [{ uid: 'other' }] } } },
      { kind: 'patch', key: { name: 'set' }, patch: { metadata: { finalizers: [] } } },
    ]);
  });

  it('with another finalizer is left to whoever put it there', () => {
    expect(planGarbage({ item: leaving(['example.com/backup']), owners: [], dependents: [] }).actions).toEqual([]);
  });
});

describe('the graph of owners', () => {
  it('wakes the dependents of an object that is gone and the owner that waits for it', () => {
    const graph = createOwnerGraph();
    const owner = aDeployment();
    const child = aPod('child', { owner });
    graph.note(kinds.deployment, { type: 'ADDED', object: owner });
    expect(graph.note(kinds.pod, { type: 'ADDED', object: child })).toEqual(['uid-child']);
    expect(graph.dependentsOf('uid-web')).toEqual(['uid-child']);
    expect(graph.note(kinds.deployment, { type: 'DELETED', object: owner })).toEqual(['uid-child']);
    expect(graph.note(kinds.pod, { type: 'DELETED', object: child })).toEqual(['uid-web']);
    expect(graph.dependentsOf('uid-web')).toEqual([]);
  });

  it('follows an object that changes its owner', () => {
    const graph = createOwnerGraph();
    const child = aPod('child', { owner: aReplicaSet('a') });
    graph.note(kinds.pod, { type: 'ADDED', object: child });
    expect(graph.note(kinds.pod, { type: 'MODIFIED', object: aPod('child', { owner: aReplicaSet('b') }) })).toEqual([
      'uid-child',
      'uid-a',
    ]);
    expect([graph.dependentsOf('uid-a'), graph.dependentsOf('uid-b')]).toEqual([[], ['uid-child']]);
  });
});

import { describe, expect, it } from 'vitest';
import {
  aDaemonSet,
  aNode,
  aPod,
  aRevision,
  aTemplate,
  describeActions,
  letters,
  type PodState,
  reportedStatus,
  testNow,
} from '../framework/objects.fake.ts';
import type { DaemonSet, Node, Pod } from '../framework/model.ts';
import { revisionLabel } from '../stateful-set/revision.plan.ts';
import { planDaemonSet } from './daemon-set.plan.ts';

const pod = (set: DaemonSet, name: string, node: string, state: PodState = {}): Pod =>
  aPod(name, { owner: set, ready: true, labels: { app: 'web', [revisionLabel]: 'v1' }, spec: { nodeName: node }, ...state });

const first = aDaemonSet();
const second = aDaemonSet({ template: aTemplate('web:2') });

function plan(set: DaemonSet, nodes: readonly Node[], pods: readonly Pod[]) {
  const before = aRevision('v1', set, aTemplate('web:1'), 1);
  const revisions = set === second ? [before, aRevision('v2', set, aTemplate('web:2'), 2)] : [before];
  return planDaemonSet({ set, nodes, pods, revisions, now: testNow, newSuffix: letters() });
}
const work = (...input: Parameters<typeof plan>): string[] =>
  describeActions(plan(...input).actions).filter((line) => /create|remove/.test(line));

describe('a DaemonSet', () => {
  it('has one pod on each node that fits, named for it', () => {
    const set = aDaemonSet({
      template: { ...aTemplate('web:1'), spec: { ...aTemplate('web:1').spec, nodeSelector: { disk: 'ssd' } } },
    });
    const { actions } = plan(set, [aNode('a', { disk: 'ssd' }), aNode('b')], []);
    const creations = actions.filter((action) => action.kind === 'create' && action.resource.kind === 'Pod');
    expect(creations).toMatchObject([{ object: { metadata: { name: 'agent-a' }, spec: { nodeName: 'a' } } }]);
  });

  it('removes a second pod of a node, one that failed and one whose node is gone', () => {
    const pods = [
      pod(first, 'a1', 'a'),
      pod(first, 'a2', 'a'),
      pod(first, 'b1', 'b', { phase: 'Failed' }),
      pod(first, 'c1', 'c'),
    ];
    expect(work(first, [aNode('a'), aNode('b')], pods)).toEqual(['remove Pod c1', 'remove Pod a2', 'remove Pod b1']);
  });

  it('updates one node at a time, those that do not work first', () => {
    const nodes = [aNode('a'), aNode('b')];
    expect(work(second, nodes, [pod(second, 'a1', 'a'), pod(second, 'b1', 'b')])).toEqual(['remove Pod a1']);
    expect(work(second, nodes, [pod(second, 'a1', 'a', { terminating: true }), pod(second, 'b1', 'b')])).toEqual([]);
    expect(work(second, nodes, [pod(second, 'a1', 'a'), pod(second, 'b1', 'b', { ready: false })])).toEqual(['remove Pod b1']);
  });

  it('counts its nodes and pods', () => {
    const { actions } = plan(first, [aNode('a'), aNode('b')], [pod(first, 'a1', 'a'), pod(first, 'b1', 'b', { ready: false })]);
    expect(reportedStatus(actions)).toMatchObject({
      desiredNumberScheduled: 2,
      currentNumberScheduled: 2,
      numberReady: 1,
      numberAvailable: 1,
      numberUnavailable: 1,
      updatedNumberScheduled: 2,
      numberMisscheduled: 0,
    });
  });
});

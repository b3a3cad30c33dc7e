/**
 * DaemonSet: one pod on every node that fits.
 *
 * A missing pod is made, a second one and one on a node that fits no longer go, one that failed is replaced. A new template
 * replaces pods within `maxUnavailable`; a pod that is not available anyway costs nothing.
 */
import { type Action, adoption, normal, refOf, release, removal } from '../framework/actions.ts';
import { resolveCount } from '../framework/int-or-percent.ts';
import { kinds } from '../framework/kinds.ts';
import type { ControllerRevision, DaemonSet, Node, Pod } from '../framework/model.ts';
import { planClaims } from '../framework/owners.ts';
import { podFromTemplate } from '../framework/pod-from-template.ts';
import { isAvailable, isFinished, isReady, isTerminating, nextAvailability } from '../framework/pod-state.ts';
import { matchesSelector } from '../framework/selectors.ts';
import type { Plan } from '../replica-set/replica-set.plan.ts';
import { planRevisionHistory, planRevisions, revisionLabel } from '../stateful-set/revision.plan.ts';

export interface DaemonSetObserved {
  readonly set: DaemonSet;
  readonly nodes: readonly Node[];
  /** All pods of the namespace. */
  readonly pods: readonly Pod[];
  readonly revisions: readonly ControllerRevision[];
  readonly now: Date;
  readonly newSuffix: () => string;
}

interface Placement {
  readonly node: Node;
  readonly pods: readonly Pod[];
}

function placements(observed: DaemonSetObserved, mine: readonly Pod[]): Placement[] {
  const wanted = observed.set.spec.template.spec.nodeSelector ?? {};
  return observed.nodes
    .filter((node) => matchesSelector({ matchLabels: wanted }, node.metadata.labels))
    .map((node) => ({ node, pods: mine.filter((pod) => pod.spec.nodeName === node.metadata.name) }));
}

function creation(observed: DaemonSetObserved, node: Node, revision: string): Action[] {
  const { set } = observed;
  const generateName = `${set.metadata.name}-`;
  const name = `${generateName}${observed.newSuffix()}`;
  const pod = podFromTemplate(set, set.spec.template, { name, generateName, labels: { [revisionLabel]: revision } });
  const placed: Pod = { ...pod, spec: { ...pod.spec, nodeName: node.metadata.name } };
  return [{ kind: 'create', resource: kinds.pod, object: placed }, normal(set, 'SuccessfulCreate', `Created pod: ${name}`)];
}

function deletion(set: DaemonSet, pod: Pod): Action[] {
  return [removal(kinds.pod, pod), normal(set, 'SuccessfulDelete', `Deleted pod: ${pod.metadata.name}`)];
}

function planPlacement(observed: DaemonSetObserved, placement: Placement, revision: string): Action[] {
  const live = placement.pods.filter((pod) => !isTerminating(pod));
  if (placement.pods.length === 0) return creation(observed, placement.node, revision);
  const failed = live.filter(isFinished);
  const surplus = live.filter((pod) => !isFinished(pod)).slice(1);
  return [...failed, ...surplus].flatMap((pod) => deletion(observed.set, pod));
}

function planUpdate(observed: DaemonSetObserved, places: readonly Placement[], revision: string): Action[] {
  const { set, now } = observed;
  if (set.spec.updateStrategy?.type === 'OnDelete') return [];
  const live = places.flatMap((place) => place.pods).filter((pod) => !isTerminating(pod) && !isFinished(pod));
  const outdated = live.filter((pod) => pod.metadata.labels?.[revisionLabel] !== revision);
  const available = (pod: Pod): boolean => isAvailable(pod, set.spec.minReadySeconds ?? 0, now);
  const most = Math.max(1, resolveCount(set.spec.updateStrategy?.rollingUpdate?.maxUnavailable ?? 1, places.length, 'up'));
  const room = Math.max(0, most - (places.length - live.filter(available).length));
  const broken = outdated.filter((pod) => !available(pod));
  return [...broken, ...outdated.filter(available).slice(0, room)].flatMap((pod) => deletion(set, pod));
}

function statusOf(observed: DaemonSetObserved, places: readonly Placement[], misplaced: number, revision: string): object {
  const { set, now } = observed;
  const first = places.flatMap((place) => place.pods.filter((pod) => !isTerminating(pod) && !isFinished(pod)).slice(0, 1));
  const available = first.filter((pod) => isAvailable(pod, set.spec.minReadySeconds ?? 0, now)).length;
  return {
    currentNumberScheduled: first.length,
    desiredNumberScheduled: places.length,
    numberMisscheduled: misplaced,
    numberReady: first.filter(isReady).length,
    numberAvailable: available,
    numberUnavailable: places.length - available,
    updatedNumberScheduled: first.filter((pod) => pod.metadata.labels?.[revisionLabel] === revision).length,
    ...(set.metadata.generation === undefined ? {} : { observedGeneration: set.metadata.generation }),
  };
}

/** The next steps of one DaemonSet. */
export function planDaemonSet(observed: DaemonSetObserved): Plan {
  const { set } = observed;
  const claims = planClaims(set, set.spec.selector, observed.pods);
  const places = placements(observed, claims.mine);
  const placed = new Set(places.flatMap((place) => place.pods));
  const misplaced = claims.mine.filter((pod) => !placed.has(pod));
  const revisions = planRevisions(set, observed.revisions);
  const revision = revisions.wanted.metadata.name;
  const inUse = new Set([revision, ...claims.mine.map((pod) => pod.metadata.labels?.[revisionLabel] ?? '')]);
  const placing = places.flatMap((place) => planPlacement(observed, place, revision));
  const work: readonly Action[] = [
    ...revisions.actions,
    ...misplaced.filter((pod) => !isTerminating(pod)).flatMap((pod) => deletion(set, pod)),
    ...(placing.length > 0 ? placing : planUpdate(observed, places, revision)),
    ...planRevisionHistory(observed.revisions, inUse, 10),
  ];
  const status: Action = {
    kind: 'status',
    resource: kinds.daemonSet,
    key: refOf(set),
    status: statusOf(observed, places, misplaced.length, revision),
  };
  return {
    actions: [
      ...claims.adopt.map((pod) => adoption(kinds.pod, pod, set)),
      ...claims.release.map((pod) => release(kinds.pod, pod, set)),
      ...(set.metadata.deletionTimestamp === undefined ? work : []),
      status,
    ],
    requeue: nextAvailability(claims.mine, set.spec.minReadySeconds ?? 0, observed.now),
  };
}

import type { z } from 'zod';
import type { Canary } from './canary.rules.ts';
import type { canary } from './deployment.schemas.contract.ts';
import type { Observed } from './observed.rules.ts';

export interface CanaryFacts {
  readonly canary: Canary | null;
  readonly observed: Observed;
  readonly observedGeneration: number;
}

/** What the cluster says of this very canary, and not of one before it. */
export function seenOf({ canary: present, observed, observedGeneration }: CanaryFacts): Observed['canary'] {
  return present !== null && observedGeneration >= present.generation ? observed.canary : undefined;
}

export function canaryToView(facts: CanaryFacts): z.input<typeof canary> | null {
  if (facts.canary === null) return null;
  const { release, service, image, phase, weight, steps, nextStepAt, promotedBy, message, evidence } = facts.canary;
  const seen = phase === 'aborted' ? undefined : seenOf(facts);
  return {
    release,
    service,
    image,
    phase,
    weight,
    routedWeight: seen?.weight ?? 0,
    replicas: seen?.replicas ?? 0,
    readyReplicas: seen?.readyReplicas ?? 0,
    message: message ?? seen?.message ?? null,
    evidence: evidence ?? seen?.evidence ?? null,
    steps,
    nextStepAt,
    promotedBy,
  };
}

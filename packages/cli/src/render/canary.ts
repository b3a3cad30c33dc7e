/** The canary of a deployment for people. */
import type { Deployment } from '@moorage/sdk/types';
import { describeEvidence } from './deployment.ts';

/** What runs beside which service, and the share that it gets. */
export function describeCanary({ name, canary }: Deployment): string {
  if (canary === null) return `No canary runs beside ${name}.`;
  const { service, image, phase, weight, routedWeight, release, steps, evidence } = canary;
  const now = routedWeight === weight ? '' : ` (now ${routedWeight} %)`;
  const lines = [
    `Service:   ${service}`,
    `Image:     ${image}`,
    `Phase:     ${phase}${canary.message === null ? '' : ` (${canary.message})`}`,
    `Weight:    ${weight} %${now}`,
    `Ready:     ${canary.readyReplicas}/${canary.replicas}`,
    `Release:   ${release}${canary.promotedBy === null ? '' : `, promoted by ${canary.promotedBy}`}`,
    ...(canary.nextStepAt === null ? [] : [`Next step: ${steps[0]?.weight ?? '?'} % at ${canary.nextStepAt}`]),
  ];
  return [...lines, ...(evidence === null ? [] : ['', describeEvidence(evidence)])].join('\n');
}

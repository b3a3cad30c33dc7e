/** Names and places of deployments, and what may be asked of one in which state. */
import type { Blueprint, Issue } from '../templates/index.ts';

/** First labels of host names that stay with the platform. */
const reservedNames = new Set([
  'www',
  'api',
  'app',
  'console',
  'admin',
  'auth',
  'login',
  'registry',
  'moorage',
  'status',
  'mail',
]);

export function nameIssue(name: string): Issue | undefined {
  return reservedNames.has(name) ? { path: 'name', message: 'is reserved' } : undefined;
}

/**
 * The first label of the console's own host, where that lies among those of the apps: an app of that name would get its
 * visitors, and what they type.
 */
export function ownLabelOf(baseUrl: string, deploymentDomain: string): string | undefined {
  const { hostname } = new URL(baseUrl);
  return hostname.endsWith(`.${deploymentDomain}`) ? hostname.slice(0, -deploymentDomain.length - 1) : undefined;
}

export function labelIssue(labels: readonly string[], ownLabel: string | undefined): Issue | undefined {
  return ownLabel !== undefined && labels.includes(ownLabel) ? { path: 'name', message: 'is reserved' } : undefined;
}

/** The last twelve digits of the id: they are random, the first ones are the time. */
export function namespaceOf(orgId: string): string {
  return `u-${orgId.replaceAll('-', '').slice(-12)}`;
}

/** The first labels under which a deployment may be reached: its name, and `<ingress>-<name>` for further ingresses. */
export function hostLabels(name: string, blueprint: Blueprint): string[] {
  const further = blueprint.ingresses.slice(1).flatMap((ingress) => [`${ingress.id}-${name}`, `${ingress.name}-${name}`]);
  return [...new Set([name, ...further])];
}

const always = ['deployment:read', 'deployment:logs'] as const;
const alive = [...always, 'deployment:update', 'deployment:restart', 'deployment:exec', 'deployment:delete'] as const;

/** What makes sense in which status. It goes out with the API's description, so that no client has to know it by heart. */
export const deploymentActions = {
  Pending: alive,
  Provisioning: alive,
  Ready: alive,
  Error: alive,
  Deleting: always,
} as const;

export interface Life {
  readonly deletingSince: Date | null;
  readonly paused: boolean;
  /** Another version of a service that runs beside it. */
  readonly canary: { readonly phase: string } | null;
}

export type Refusal = { readonly message: string; readonly nextStep: string };

/** What a billing plan allows. */
export interface PlanLimits {
  readonly id: string;
  readonly displayName: string;
  /** Null is without limit. */
  readonly maxDeployments: number | null;
}

export function refuseCreate(plan: PlanLimits, present: number): Refusal | undefined {
  if (plan.maxDeployments === null || present < plan.maxDeployments) return undefined;
  return {
    message: `The plan ${plan.displayName} allows ${plan.maxDeployments} deployments, and there are ${present}.`,
    nextStep: 'Delete a deployment, or choose a larger plan.',
  };
}

/** What is compared must stay comparable, so nothing else changes before the canary is decided upon. */
function refuseBesideCanary(canary: Life['canary']): Refusal | undefined {
  if (canary?.phase !== 'starting' && canary?.phase !== 'running') return undefined;
  return { message: 'A canary of the deployment is under way.', nextStep: 'Promote it or abort it first.' };
}

export function refuseChange(life: Life): Refusal | undefined {
  if (life.deletingSince === null) return refuseBesideCanary(life.canary);
  return { message: 'The deployment is being deleted.', nextStep: 'Create a new one when it is gone.' };
}

export function refuseRestart(life: Life): Refusal | undefined {
  if (life.paused) {
    return { message: 'The deployment is paused, so nothing runs that could be restarted.', nextStep: 'Resume it instead.' };
  }
  return refuseChange(life);
}

/** Whether an `If-Match` header allows a change of this generation; without one everything does. */
export function matchesGeneration(tags: readonly string[] | undefined, generation: number): boolean {
  return tags === undefined || tags.includes('*') || tags.includes(String(generation));
}

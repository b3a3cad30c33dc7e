import type { SecretTarget } from '../secrets/index.ts';
import type { DeploymentRow } from './deployment.view.ts';
import { placeWish } from './wish.rules.ts';

type Facts = Pick<DeploymentRow, 'id' | 'orgId' | 'teamId' | 'ownerId' | 'name' | 'templateName' | 'wish'>;

/** What decides which secrets a deployment receives. */
export function secretTargetOf({ id, orgId, teamId, ownerId, name, templateName, wish }: Facts): SecretTarget {
  const placed = placeWish(wish);
  const variables = new Map(
    placed.kind === 'ok' ? placed.placed.services.map((one) => [one.name, (one.env ?? []).map((entry) => entry.name)]) : [],
  );
  return {
    id,
    orgId,
    teamId,
    ownerId,
    name,
    template: templateName,
    services: wish.blueprint.services.map((one) => ({ name: one.name, variables: variables.get(one.name) ?? [] })),
    parameters: wish.definitions.filter((one) => one.secret).map((one) => ({ name: one.name, required: one.required })),
  };
}

/** The Secret of a service in the cluster. */
export function pushedSecretName(deployment: string, service: string): string {
  return `${deployment}-${service}-pushed`;
}

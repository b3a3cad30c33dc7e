/** From a row to what the cluster should have: pure, so that the same row always gives the same manifest. */
import {
  type NetworkTier,
  type UserDeployment,
  userDeploymentLabels,
  type UserDeploymentSpec,
} from '@moorage/kube/crds/user-deployment';
import { type Issue, maskedValue } from '../templates/index.ts';
import type { WantedDeployment } from './deployment.ports.ts';
import type { DeploymentRow } from './deployment.view.ts';
import { placeWish } from './wish.rules.ts';

export const managedBy = 'moorage-server';

export type ManifestPlan =
  | { readonly kind: 'ok'; readonly wanted: WantedDeployment }
  | { readonly kind: 'invalid'; readonly issues: readonly Issue[] };

function networkTier(plan: string): NetworkTier {
  return plan === 'business' || plan === 'enterprise' ? plan : 'free';
}

export function planManifest(row: DeploymentRow, orgPlan: string): ManifestPlan {
  const result = placeWish(row.wish);
  if (result.kind === 'invalid') return result;
  const spec: UserDeploymentSpec = {
    userId: row.ownerId,
    orgId: row.orgId,
    teamId: row.teamId,
    displayName: row.displayName,
    template: row.templateName,
    tier: networkTier(orgPlan),
    visibility: row.visibility,
    paused: row.wish.paused,
    ...(row.restartedAt === null ? {} : { restartedAt: row.restartedAt.toISOString() }),
    ...(Object.keys(row.serviceRestarts).length === 0 ? {} : { serviceRestarts: row.serviceRestarts }),
    services: result.placed.services,
    ingresses: result.placed.ingresses,
  };
  const labels = {
    [userDeploymentLabels.managedBy]: managedBy,
    [userDeploymentLabels.org]: row.orgId,
    [userDeploymentLabels.team]: row.teamId,
    [userDeploymentLabels.user]: row.ownerId,
    [userDeploymentLabels.template]: row.templateName,
  };
  const namespaceLabels = {
    [userDeploymentLabels.managedBy]: managedBy,
    [userDeploymentLabels.org]: row.orgId,
  };
  const { namespace, name, id: deploymentId, generation, release } = row;
  return { kind: 'ok', wanted: { namespace, name, deploymentId, generation, release, labels, namespaceLabels, spec } };
}

/** The custom resource for people: without bookkeeping, with the values of secret parameters masked. */
export function shownManifest(object: UserDeployment, secretNames: readonly string[]): UserDeployment {
  const { managedFields: _bookkeeping, ...metadata } = object.metadata;
  const { apiVersion, kind, spec } = object;
  // In the order in which people expect to read it.
  const head = { apiVersion, kind, metadata };
  if (spec === undefined) return { ...head, ...object, metadata };
  const services = spec.services.map((service) => {
    if (service.env === undefined) return service;
    const env = service.env.map((entry) => (secretNames.includes(entry.name) ? { ...entry, value: maskedValue } : entry));
    return { ...service, env };
  });
  return { ...head, ...object, metadata, spec: { ...spec, services } };
}

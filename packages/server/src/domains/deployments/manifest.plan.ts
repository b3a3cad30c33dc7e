/** From a row to what the cluster should have: pure, so that the same row always gives the same manifest. */
import {
  type EnvVar,
  type NetworkTier,
  type UserDeployment,
  userDeploymentLabels,
  type UserDeploymentSecrets,
  type UserDeploymentSpec,
} from '@moorage/kube/crds/user-deployment';
import type { Secret } from '@moorage/core/secret';
import type { ExternalDelivery } from '../secrets/index.ts';
import { type Issue, maskedValue } from '../templates/index.ts';
import type { PushedSecret, WantedDeployment } from './deployment.ports.ts';
import type { DeploymentRow } from './deployment.view.ts';
import { pushedSecretName } from './secret-target.rules.ts';
import { placeWish } from './wish.rules.ts';

export const managedBy = 'moorage-server';

/** Nothing of it is in the cluster once it was given up. */
function canaryOf({ canary }: DeploymentRow): Pick<UserDeploymentSpec, 'canary'> {
  if (canary === null || canary.phase === 'aborted') return {};
  const { service, image, weight, env } = canary;
  return { canary: { service, image, weight, ...(env === null ? {} : { env }) } };
}

export type ManifestPlan =
  | { readonly kind: 'ok'; readonly wanted: WantedDeployment }
  | { readonly kind: 'invalid'; readonly issues: readonly Issue[] };

function networkTier(plan: string): NetworkTier {
  return plan === 'business' || plan === 'enterprise' ? plan : 'free';
}

type SecretsOf = Readonly<Record<string, Readonly<Record<string, Secret>>>>;

/** What services receive, by service, or where the cluster finds it by itself. */
export type ReceivedSecrets =
  | { readonly kind: 'pushed'; readonly values: SecretsOf }
  | { readonly kind: 'stored'; readonly external: ExternalDelivery };

const scopeNames = {
  organization: 'organization',
  user: 'user',
  template: 'template',
  'template-service': 'templateService',
  deployment: 'deployment',
  'deployment-service': 'service',
} as const;

function storedSecrets({ storeRef, fingerprint, documents }: ExternalDelivery): UserDeploymentSecrets {
  const scopes = documents.map(({ scope, service, key }) => ({
    scope: scopeNames[scope],
    path: key,
    ...(service === null ? {} : { service }),
  }));
  return { storeRef, generation: fingerprint, required: true, scopes };
}

/** `secrets` are what each service receives; one that receives none has no Secret. */
function planSecrets({ name }: DeploymentRow, secrets: SecretsOf): PushedSecret[] {
  return Object.entries(secrets)
    .filter(([, values]) => Object.keys(values).length > 0)
    .map(([service, values]) => ({ name: pushedSecretName(name, service), service, values }));
}

export function planManifest(
  row: DeploymentRow,
  orgPlan: string,
  received: ReceivedSecrets = { kind: 'pushed', values: {} },
): ManifestPlan {
  const result = placeWish(row.wish);
  if (result.kind === 'invalid') return result;
  const secrets = received.kind === 'pushed' ? planSecrets(row, received.values) : [];
  const pushed = new Map(secrets.map((one) => [one.service, one.name]));
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
    services: result.placed.services.map((service) => {
      const autoUpdate = row.wish.autoUpdate[service.name];
      const name = pushed.get(service.name);
      return {
        ...service,
        ...(autoUpdate === undefined ? {} : { autoUpdate }),
        ...(name === undefined ? {} : { secrets: { ...service.secrets, name } }),
      };
    }),
    ingresses: result.placed.ingresses,
    ...(received.kind === 'stored' ? { secrets: storedSecrets(received.external) } : {}),
    ...canaryOf(row),
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
  return { kind: 'ok', wanted: { namespace, name, deploymentId, generation, release, labels, namespaceLabels, spec, secrets } };
}

/** The custom resource for people: without bookkeeping, with the values of secret parameters masked. */
export function shownManifest(object: UserDeployment, secretNames: readonly string[]): UserDeployment {
  const { managedFields: _bookkeeping, ...metadata } = object.metadata;
  const { apiVersion, kind, spec } = object;
  const masked = (env: readonly EnvVar[]): EnvVar[] =>
    env.map((entry) => (secretNames.includes(entry.name) ? { ...entry, value: maskedValue } : entry));
  // In the order in which people expect to read it.
  const head = { apiVersion, kind, metadata };
  if (spec === undefined) return { ...head, ...object, metadata };
  const services = spec.services.map((service) => {
    return service.env === undefined ? service : { ...service, env: masked(service.env) };
  });
  const { canary } = spec;
  const shownCanary = canary?.env === undefined ? {} : { canary: { ...canary, env: masked(canary.env) } };
  return { ...head, ...object, metadata, spec: { ...spec, services, ...shownCanary } };
}

/**
 * Secrets of a service: one ExternalSecret, and how its target reaches the pod.
 *
 * The paths are listed from weak to strong, so that the store's operator, which lets a later entry overwrite an earlier one, gives
 * the precedence that we document, with no code of ours. A path that holds nothing is skipped (`deletionPolicy: Delete`): a
 * scope without secrets must not stop a deployment. For the same reason pods take the target as optional.
 */
import {
  type SecretPath,
  secretScopes,
  type UserDeployment,
  type UserDeploymentSecrets,
  type UserDeploymentService,
} from '@moorage/kube/crds/user-deployment';
import { resources } from '@moorage/kube/resources';
import { parseDuration } from '../rules/secret.rules.ts';
import type { OperatorSettings } from '../settings.ts';
import { namesOf } from '../user-deployment.names.ts';
import { desired, type Desired, labelsOf } from './desired.ts';

const secretsVolume = 'moorage-secrets';
const defaultRefreshSeconds = 3_600;

export type StoreRef = Required<NonNullable<UserDeploymentSecrets['storeRef']>>;

/** The store of a deployment: its own or the operator's. */
export function storeOf(root: UserDeployment, settings: OperatorSettings): StoreRef | undefined {
  const own = root.spec?.secrets?.storeRef;
  if (own !== undefined) return { kind: 'ClusterSecretStore', ...own };
  const name = settings.clusterSecretStore;
  return name === undefined ? undefined : { kind: 'ClusterSecretStore', name };
}

/** The paths that a service receives, weak ones first; those of one scope in the order of the spec. */
export function secretPathsOf(root: UserDeployment, service: UserDeploymentService): string[] {
  const strength = ({ scope }: SecretPath): number => secretScopes.indexOf(scope);
  const mine = (root.spec?.secrets?.scopes ?? []).filter((each) => each.service === undefined || each.service === service.name);
  return mine.toSorted((a, b) => strength(a) - strength(b)).map(({ path }) => path);
}

/** As Go writes it, so that a client that reads and writes the object leaves it the same. */
function durationText(seconds: number): string {
  const [hours, minutes, rest] = [Math.floor(seconds / 3_600), Math.floor(seconds / 60) % 60, seconds % 60];
  if (hours > 0) return `${hours}h${minutes}m${rest}s`;
  return minutes > 0 ? `${minutes}m${rest}s` : `${rest}s`;
}

/** The ExternalSecret of a service that receives any. */
export function planExternalSecret(root: UserDeployment, service: UserDeploymentService, store: StoreRef): Desired[] {
  const paths = secretPathsOf(root, service);
  if (paths.length === 0) return [];
  const name = namesOf(root.metadata.name).secrets(service.name);
  const { refreshInterval = '', generation } = root.spec?.secrets ?? {};
  const spec = {
    refreshInterval: durationText(parseDuration(refreshInterval) ?? defaultRefreshSeconds),
    secretStoreRef: { name: store.name, kind: store.kind },
    target: {
      name,
      creationPolicy: 'Owner',
      deletionPolicy: 'Delete',
      template: { engineVersion: 'v2', metadata: { labels: labelsOf(root, service.name) } },
    },
    dataFrom: paths.map((key) => ({ extract: { key } })),
  };
  return [
    desired(root, {
      resource: resources.externalSecret,
      name,
      component: service.name,
      // Any change of an annotation makes the store be asked at once.
      ...(generation === undefined ? {} : { annotations: { 'external-secrets.io/force-sync': String(generation) } }),
      content: { spec },
    }),
  ];
}

function hasSecrets(root: UserDeployment, service: UserDeploymentService): boolean {
  return secretPathsOf(root, service).length > 0;
}

export function secretEnvFrom(root: UserDeployment, service: UserDeploymentService): object[] {
  if (!hasSecrets(root, service) || service.secrets?.env === false) return [];
  return [{ secretRef: { name: namesOf(root.metadata.name).secrets(service.name), optional: true } }];
}

export function secretVolumes(root: UserDeployment, service: UserDeploymentService): object[] {
  if (!hasSecrets(root, service) || service.secrets?.mountPath === undefined) return [];
  const secretName = namesOf(root.metadata.name).secrets(service.name);
  return [{ name: secretsVolume, secret: { secretName, optional: true } }];
}

export function secretMounts(root: UserDeployment, service: UserDeploymentService): object[] {
  const mountPath = service.secrets?.mountPath;
  if (!hasSecrets(root, service) || mountPath === undefined) return [];
  return [{ name: secretsVolume, mountPath, readOnly: true }];
}

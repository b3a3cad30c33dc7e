/**
 * Secrets of a service: how they get into the cluster, and how they reach the pod.
 *
 * Either the server pushes them as one Secret, which the spec names, or a store's operator fills one: then there is one
 * ExternalSecret. A pushed one is needed by the pod, for the server leaves it out where there is nothing.
 *
 * The paths are listed from weak to strong, so that the store's operator, which lets a later entry overwrite an earlier one, gives
 * the precedence that we document, with no code of ours. A path that holds nothing is skipped (`deletionPolicy: Delete`): a
 * scope without secrets must not stop a deployment. For the same reason pods take the target as optional, unless whoever wrote the
 * spec knows that there is something (`required`).
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

/** The Secret that a service receives; undefined where it receives none. */
export function secretNameOf(root: UserDeployment, service: UserDeploymentService): string | undefined {
  if (service.secrets?.name !== undefined) return service.secrets.name;
  return secretPathsOf(root, service).length > 0 ? namesOf(root.metadata.name).secrets(service.name) : undefined;
}

function optionality(root: UserDeployment, service: UserDeploymentService): { readonly optional?: true } {
  const mayBeAbsent = service.secrets?.name === undefined && root.spec?.secrets?.required !== true;
  return mayBeAbsent ? { optional: true } : {};
}

export function secretEnvFrom(root: UserDeployment, service: UserDeploymentService): object[] {
  const name = secretNameOf(root, service);
  if (name === undefined || service.secrets?.env === false) return [];
  return [{ secretRef: { name, ...optionality(root, service) } }];
}

export function secretVolumes(root: UserDeployment, service: UserDeploymentService): object[] {
  const secretName = secretNameOf(root, service);
  if (secretName === undefined || service.secrets?.mountPath === undefined) return [];
  return [{ name: secretsVolume, secret: { secretName, ...optionality(root, service) } }];
}

export function secretMounts(root: UserDeployment, service: UserDeploymentService): object[] {
  const mountPath = service.secrets?.mountPath;
  if (mountPath === undefined || secretNameOf(root, service) === undefined) return [];
  return [{ name: secretsVolume, mountPath, readOnly: true }];
}

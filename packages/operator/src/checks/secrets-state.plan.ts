/** Whether the secrets of a deployment have reached the cluster, and which version each service has. */
import { type Evidence, secretNotPushed, type UserDeploymentService } from '@moorage/kube/crds/user-deployment';
import type { StatedCondition } from '@moorage/kube/runtime/report';
import type { Desired } from '../desired/desired.ts';
import { planExternalSecret, secretNameOf, secretPathsOf, storeOf } from '../desired/secrets.plan.ts';
import { evidenceFor, type FailureReason } from '../failure-reasons.ts';
import type { Observed } from '../observed.ts';
import type { OperatorSettings } from '../settings.ts';
import { annotations, namesOf } from '../user-deployment.names.ts';
import { condition } from './status.plan.ts';
import type { ExternalSecret } from '../upstream.ts';

export interface SecretsState {
  /** Absent where no secrets are and were asked for. */
  readonly condition?: StatedCondition;
  /** Present when it has failed. */
  readonly evidence?: Evidence;
  /** ExternalSecrets that should exist. */
  readonly desired: readonly Desired[];
  /** Services that must not start for the first time yet. */
  readonly unsynced: ReadonlySet<string>;
  /** By service: changes with the data. Absent where there is none. */
  readonly versions: Readonly<Record<string, string>>;
}

type Sync =
  | { readonly kind: 'synced' }
  | { readonly kind: 'pending' }
  | { readonly kind: 'failed'; readonly reason: string; readonly detail: string };

/** An answer about an older generation says nothing about what we want now. */
function isCurrent({ metadata, status }: ExternalSecret): boolean {
  const generation = /^(\d+)-/.exec(status?.syncedResourceVersion ?? '')?.[1];
  return generation === undefined || Number(generation) >= (metadata.generation ?? 0);
}

function syncOf(observed: Observed, name: string): Sync {
  const object = observed.secrets.externalSecrets.find((each) => each.metadata.name === name);
  const ready = object?.status?.conditions?.find((each) => each.type === 'Ready');
  if (object === undefined || ready === undefined) return { kind: 'pending' };
  if (ready.status !== 'True') {
    return { kind: 'failed', reason: ready.reason ?? 'SecretSyncedError', detail: ready.message ?? '' };
  }
  // The store holds nothing below these paths: there is no target, and none will come.
  if (ready.reason === 'SecretDeleted') return { kind: 'synced' };
  return isCurrent(object) && observed.secrets.versions[name] !== undefined ? { kind: 'synced' } : { kind: 'pending' };
}

/** While a target is not there, pods keep what they have: a store that is away for a moment must not roll them. */
function versionsOf(observed: Observed, services: readonly UserDeploymentService[]): Record<string, string> {
  const names = namesOf(observed.root.metadata.name);
  const entries = services.flatMap((service): [string, string][] => {
    const running = observed.deployments.find((each) => each.metadata.name === names.workload(service.name));
    const kept = running?.spec?.template?.metadata?.annotations?.[annotations.secrets];
    const version = observed.secrets.versions[secretNameOf(observed.root, service) ?? ''] ?? kept;
    return version === undefined ? [] : [[service.name, version]];
  });
  return Object.fromEntries(entries);
}

const type = 'SecretsSynced';

function isPushed(service: UserDeploymentService): boolean {
  return service.secrets?.name !== undefined;
}

/** The state of all secrets of the root: those that a store's operator fills, and those that the server pushes. */
export function planSecretsState(observed: Observed, settings: OperatorSettings): SecretsState {
  const stored = planStored(observed, settings);
  const pushed = (observed.root.spec?.services ?? []).filter(isPushed);
  if (pushed.length === 0) return stored;
  const { versions: present } = observed.secrets;
  const absent = pushed.filter((service) => present[service.secrets?.name ?? ''] === undefined).map((service) => service.name);
  const isHere = absent.length === 0;
  const said = isHere
    ? condition(type, true, 'SecretPushed', 'Every secret is there.')
    : condition(type, false, secretNotPushed, `The server has not pushed the secrets of ${absent.join(', ')} yet.`);
  const isStoreHeard = stored.evidence !== undefined || (stored.condition?.status === 'False' && isHere);
  return {
    ...stored,
    condition: isStoreHeard ? (stored.condition ?? said) : said,
    unsynced: new Set([...stored.unsynced, ...absent]),
    versions: { ...stored.versions, ...versionsOf(observed, pushed) },
  };
}

function planStored(observed: Observed, settings: OperatorSettings): SecretsState {
  const { root, secrets } = observed;
  const services = (root.spec?.services ?? []).filter((service) => !isPushed(service) && secretPathsOf(root, service).length > 0);
  const all = new Set(services.map((service) => service.name));
  const versions = versionsOf(observed, services);
  if (services.length === 0) {
    const hadSome = root.status?.conditions?.some((each) => each.type === type) === true;
    const none = hadSome ? { condition: condition(type, true, 'NoSecrets', 'No secrets are asked for.') } : {};
    return { ...none, desired: [], unsynced: all, versions };
  }
  const failed = (reason: FailureReason, detail = '', upstream: string = reason): SecretsState => {
    const evidence = evidenceFor(reason, detail);
    return { condition: condition(type, false, upstream, evidence.message), evidence, desired: [], unsynced: all, versions };
  };
  const store = storeOf(root, settings);
  if (store === undefined) return failed('SecretStoreMissing');
  if (secrets.engine === 'absent') return failed('SecretsEngineMissing');
  const waiting = condition(type, false, 'Progressing', 'Secrets are being synced.');
  if (secrets.engine === 'starting') return { condition: waiting, desired: [], unsynced: all, versions };
  const desired = services.flatMap((service) => planExternalSecret(root, service, store));
  const names = namesOf(root.metadata.name);
  const syncs = services.map((service) => ({ name: service.name, sync: syncOf(observed, names.secrets(service.name)) }));
  const unsynced = new Set(syncs.filter(({ sync }) => sync.kind !== 'synced').map(({ name }) => name));
  const broken = syncs.flatMap(({ name, sync }) => (sync.kind === 'failed' ? [{ name, ...sync }] : []))[0];
  if (broken !== undefined) {
    return { ...failed('SecretSyncFailed', `${broken.name}: ${broken.detail}`, broken.reason), desired, unsynced };
  }
  const isSynced = unsynced.size === 0;
  return {
    condition: isSynced ? condition(type, true, 'SecretSynced', 'Every secret is synced.') : waiting,
    desired,
    unsynced,
    versions,
  };
}

/** The draft of a deployment's configuration: how it is edited, what it changes, and what is sent. */
import type { AutoUpdate, DeploymentConfig, DeploymentConfigUpdate, Visibility } from '@moorage/sdk/types';

export interface EnvRow {
  readonly name: string;
  readonly value: string;
}

export interface ServiceDraft {
  readonly name: string;
  readonly replicas: string;
  readonly image: string;
  readonly cpuRequest: string;
  readonly cpuLimit: string;
  readonly memoryRequest: string;
  readonly memoryLimit: string;
  /** Empty: the image stays. `digest`: what its tag points at. Anything else: the newest version in this range. */
  readonly autoUpdate: string;
}

export interface ConfigDraft {
  readonly displayName: string;
  readonly visibility: Visibility;
  readonly env: readonly EnvRow[];
  readonly services: readonly ServiceDraft[];
}

export interface Change {
  /** Where, in words of the screen: `GREETING` or `web: image`. */
  readonly what: string;
  readonly from: string | undefined;
  readonly to: string | undefined;
  readonly isSecret: boolean;
}

const serviceFields = ['replicas', 'image', 'autoUpdate', 'cpuRequest', 'cpuLimit', 'memoryRequest', 'memoryLimit'] as const;
const resourceNames = ['cpuRequest', 'cpuLimit', 'memoryRequest', 'memoryLimit'] as const;

function updateText(update: AutoUpdate | undefined): string {
  if (update === undefined) return '';
  return update.policy === 'digest' ? 'digest' : update.range;
}

function updatePolicy(text: string): AutoUpdate | null {
  if (text === '') return null;
  return text === 'digest' ? { policy: 'digest' } : { policy: 'semver', range: text };
}

export function draftOf(config: DeploymentConfig): ConfigDraft {
  const services = Object.keys({ ...config.images, ...config.replicas });
  return {
    displayName: config.displayName,
    visibility: config.visibility,
    env: Object.entries(config.envVars).map(([name, value]) => ({ name, value })),
    services: services.map((name) => ({
      name,
      replicas: String(config.replicas[name] ?? 1),
      image: config.images[name] ?? '',
      cpuRequest: config.resources[name]?.cpuRequest ?? '',
      cpuLimit: config.resources[name]?.cpuLimit ?? '',
      memoryRequest: config.resources[name]?.memoryRequest ?? '',
      memoryLimit: config.resources[name]?.memoryLimit ?? '',
      autoUpdate: updateText(config.autoUpdate[name]),
    })),
  };
}

const words: Readonly<Record<string, string>> = {
  replicas: 'replicas',
  image: 'image',
  autoUpdate: 'image updates',
  cpuRequest: 'CPU request',
  cpuLimit: 'CPU limit',
  memoryRequest: 'memory request',
  memoryLimit: 'memory limit',
};

function envChanges(before: ConfigDraft, after: ConfigDraft, secrets: ReadonlySet<string>): Change[] {
  const old = new Map(before.env.map((row) => [row.name, row.value]));
  const next = new Map(after.env.map((row) => [row.name, row.value]));
  return [...new Set([...old.keys(), ...next.keys()])]
    .filter((name) => old.get(name) !== next.get(name))
    .map((name) => ({ what: name, from: old.get(name), to: next.get(name), isSecret: secrets.has(name) }));
}

function serviceChanges(before: ConfigDraft, after: ConfigDraft): Change[] {
  return after.services.flatMap((service) => {
    const old = before.services.find((candidate) => candidate.name === service.name);
    return serviceFields
      .filter((field) => old?.[field] !== service[field])
      .map((field) => ({
        what: `${service.name}: ${words[field] ?? field}`,
        from: old?.[field],
        to: service[field],
        isSecret: false,
      }));
  });
}

/** Everything that saving would change, in the order of the screen. */
export function planChanges(before: ConfigDraft, after: ConfigDraft, secrets: ReadonlySet<string> = new Set()): Change[] {
  const plain = (what: string, from: string, to: string): Change[] => (from === to ? [] : [{ what, from, to, isSecret: false }]);
  return [
    ...plain('Display name', before.displayName, after.displayName),
    ...plain('Visibility', before.visibility, after.visibility),
    ...envChanges(before, after, secrets),
    ...serviceChanges(before, after),
  ];
}

function changedServices<T>(
  before: ConfigDraft,
  after: ConfigDraft,
  pick: (service: ServiceDraft) => T,
): Record<string, T> | undefined {
  const changed = after.services.filter((service) => {
    const old = before.services.find((candidate) => candidate.name === service.name);
    return JSON.stringify(old === undefined ? null : pick(old)) !== JSON.stringify(pick(service));
  });
  return changed.length === 0 ? undefined : Object.fromEntries(changed.map((service) => [service.name, pick(service)]));
}

function resourcesOf(service: ServiceDraft): Record<string, string> {
  return Object.fromEntries(resourceNames.filter((name) => service[name] !== '').map((name) => [name, service[name]]));
}

/** The body of the update: only what changed, except that environment variables always go as a whole. */
export function updateOf(name: string, before: ConfigDraft, after: ConfigDraft): DeploymentConfigUpdate {
  const replicas = changedServices(before, after, (service) => Number(service.replicas));
  const images = changedServices(before, after, (service) => service.image);
  const resources = changedServices(before, after, resourcesOf);
  const autoUpdate = changedServices(before, after, (service) => updatePolicy(service.autoUpdate));
  return {
    name,
    ...(before.displayName === after.displayName ? {} : { displayName: after.displayName }),
    ...(before.visibility === after.visibility ? {} : { visibility: after.visibility }),
    ...(envChanges(before, after, new Set()).length === 0
      ? {}
      : { envVars: Object.fromEntries(after.env.map((row) => [row.name, row.value])) }),
    ...(replicas === undefined ? {} : { replicas }),
    ...(images === undefined ? {} : { images }),
    ...(resources === undefined ? {} : { resources }),
    ...(autoUpdate === undefined ? {} : { autoUpdate }),
  };
}

export function replicasProblem(text: string): string | undefined {
  const count = Number(text);
  return /^\d+$/.test(text) && count <= 20 ? undefined : 'a whole number from 0 to 20';
}

export function envValue(draft: ConfigDraft, name: string): string | undefined {
  return draft.env.find((row) => row.name === name)?.value;
}

/** The draft with one variable set; a new one goes to the end. */
export function withEnv(draft: ConfigDraft, name: string, value: string): ConfigDraft {
  const isThere = draft.env.some((row) => row.name === name);
  const env = isThere ? draft.env.map((row) => (row.name === name ? { name, value } : row)) : [...draft.env, { name, value }];
  return { ...draft, env };
}

export function withService(draft: ConfigDraft, name: string, change: Partial<ServiceDraft>): ConfigDraft {
  return { ...draft, services: draft.services.map((service) => (service.name === name ? { ...service, ...change } : service)) };
}

function rebaseEnv(base: ConfigDraft, draft: ConfigDraft, next: ConfigDraft): EnvRow[] {
  const rows = new Map(next.env.map((row) => [row.name, row.value]));
  for (const change of envChanges(base, draft, new Set())) {
    if (change.to === undefined) rows.delete(change.what);
    else rows.set(change.what, change.to);
  }
  return [...rows].map(([name, value]) => ({ name, value }));
}

/** My edits put over what somebody else has saved meanwhile: what I did not touch is theirs. */
export function rebaseDraft(base: ConfigDraft, draft: ConfigDraft, next: ConfigDraft): ConfigDraft {
  const mine = <K extends 'displayName' | 'visibility'>(field: K) => (draft[field] === base[field] ? next[field] : draft[field]);
  return {
    displayName: mine('displayName'),
    visibility: mine('visibility'),
    env: rebaseEnv(base, draft, next),
    services: next.services.map((service) => {
      const edited = draft.services.find((candidate) => candidate.name === service.name);
      const before = base.services.find((candidate) => candidate.name === service.name);
      if (edited === undefined || before === undefined) return service;
      const changed = serviceFields.filter((field) => edited[field] !== before[field]);
      return { ...service, ...Object.fromEntries(changed.map((field) => [field, edited[field]])) };
    }),
  };
}

/** What a user wants of a deployment: the template as it was, his values for it, and what he changed since. */
import {
  type Blueprint,
  type GivenValue,
  isImageReference,
  type Issue,
  type ParameterDefinition,
  type Placed,
  type PlacedService,
  placeValues,
  resolveValues,
  splitSecrets,
} from '../templates/index.ts';
import { type AutoUpdate, watchOf } from './image-reference.rules.ts';

export interface ResourceWish {
  readonly cpuRequest?: string | undefined;
  readonly cpuLimit?: string | undefined;
  readonly memoryRequest?: string | undefined;
  readonly memoryLimit?: string | undefined;
}

/** A host of the tenant's own, and the ingress that it leads to. */
export interface HostWish {
  readonly host: string;
  readonly ingress: string;
}

type PerService<T> = Readonly<Record<string, T>>;

export interface Wish {
  /** Of the template that the blueprint is a copy of; null where it was made before versions were kept. */
  readonly templateVersion: number | null;
  readonly blueprint: Blueprint;
  readonly definitions: readonly ParameterDefinition[];
  readonly envVars: Readonly<Record<string, string>>;
  readonly visibility: 'public' | 'internal';
  readonly displayName: string;
  /** What differs from the blueprint. */
  readonly replicas: PerService<number>;
  readonly images: PerService<string>;
  readonly resources: PerService<ResourceWish>;
  /** Services that take new images by themselves. */
  readonly autoUpdate: PerService<AutoUpdate>;
  /** Custom hosts whose ownership is proved, by host. */
  readonly hosts: readonly HostWish[];
  readonly paused: boolean;
  /** Whether a release that does not become ready gives way to the last one that was. */
  readonly autoRollback: boolean;
  /** How long a release may take to become ready. */
  readonly readyDeadlineSeconds: number;
}

export interface WishChange {
  readonly displayName?: string | undefined;
  readonly envVars?: Readonly<Record<string, GivenValue>> | undefined;
  readonly visibility?: 'public' | 'internal' | undefined;
  readonly replicas?: PerService<number> | undefined;
  readonly images?: PerService<string> | undefined;
  readonly resources?: PerService<ResourceWish> | undefined;
  /** Null ends it. */
  readonly autoUpdate?: PerService<AutoUpdate | null> | undefined;
  readonly paused?: boolean | undefined;
  readonly autoRollback?: boolean | undefined;
  readonly readyDeadlineSeconds?: number | undefined;
}

/** What becomes of the secret parameters, whose values no wish holds. */
export interface SecretParameters {
  readonly set: Readonly<Record<string, string>>;
  readonly unset: readonly string[];
}

export type WishResult =
  | { readonly kind: 'ok'; readonly wish: Wish; readonly changed: readonly string[]; readonly parameters: SecretParameters }
  | { readonly kind: 'invalid'; readonly issues: readonly Issue[] };

/** A service as it is wanted, changes included. */
export interface WantedService {
  readonly name: string;
  readonly image: string;
  readonly replicas: number;
  readonly resources: { cpuRequest: string; cpuLimit: string; memoryRequest: string; memoryLimit: string };
}

const cpu = /^(?:\d+m|\d+(?:\.\d{1,3})?)$/;
const memory = /^\d+(?:\.\d+)?(?:[kMGT]i?)?$/;
const quantityOf = { cpuRequest: cpu, cpuLimit: cpu, memoryRequest: memory, memoryLimit: memory } as const;

function* perServiceIssues(change: WishChange, names: readonly string[]): Generator<Issue> {
  for (const field of ['replicas', 'images', 'resources', 'autoUpdate'] as const) {
    for (const name of Object.keys(change[field] ?? {})) {
      if (!names.includes(name))
        yield { path: `${field}.${name}`, message: `there is no such service; there is ${names.join(', ')}` };
    }
  }
  for (const [name, image] of Object.entries(change.images ?? {})) {
    if (!isImageReference(image)) yield { path: `images.${name}`, message: 'is not an image reference such as nginx:1.29' };
  }
  for (const [name, wish] of Object.entries(change.resources ?? {})) {
    for (const field of ['cpuRequest', 'cpuLimit', 'memoryRequest', 'memoryLimit'] as const) {
      const text = wish[field];
      if (text === undefined || quantityOf[field].test(text)) continue;
      const example = field.startsWith('cpu') ? '500m or 0.5' : '256Mi';
      yield { path: `resources.${name}.${field}`, message: `must be a quantity such as ${example}` };
    }
  }
}

/** What can never change is not to be watched for changes. */
function autoUpdateIssues(wish: Wish): Issue[] {
  return wantedServices(wish).flatMap(({ name, image }) => {
    const update = wish.autoUpdate[name];
    if (update === undefined || watchOf(image, update) !== undefined) return [];
    return [{ path: `autoUpdate.${name}.policy`, message: `the image ${image} names a digest and no tag, so it never changes` }];
  });
}

function mergedUpdates(present: PerService<AutoUpdate>, change: PerService<AutoUpdate | null>): PerService<AutoUpdate> {
  const merged = Object.entries({ ...present, ...change });
  return Object.fromEntries(merged.flatMap(([name, update]) => (update === null ? [] : [[name, update]])));
}

function withoutUndefined(wish: ResourceWish): ResourceWish {
  return Object.fromEntries(Object.entries(wish).filter(([, value]) => value !== undefined));
}

function mergedResources(present: PerService<ResourceWish>, change: PerService<ResourceWish>): PerService<ResourceWish> {
  const merged = Object.entries(change).map(([name, wish]) => [name, { ...present[name], ...withoutUndefined(wish) }] as const);
  return { ...present, ...Object.fromEntries(merged) };
}

/** Text that is the same for values that are, whatever the order of their keys. */
function stable(value: unknown): string {
  return JSON.stringify(value, (_key, part: unknown) =>
    typeof part === 'object' && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).toSorted(([left], [right]) => (left < right ? -1 : 1)))
      : part,
  );
}

export function sameValue(left: unknown, right: unknown): boolean {
  return stable(left) === stable(right);
}

const changeable = [
  'displayName',
  'envVars',
  'visibility',
  'replicas',
  'images',
  'resources',
  'autoUpdate',
  'paused',
  'autoRollback',
  'readyDeadlineSeconds',
] as const;

function unsetOf({ definitions, envVars }: Wish, after: Readonly<Record<string, string>>): string[] {
  const secrets = definitions.filter((one) => one.secret).map((one) => one.name);
  return secrets.filter((name) => Object.hasOwn(envVars, name) && !Object.hasOwn(after, name));
}

/**
 * Applies a change; `changed` names the fields that are different afterwards. `elsewhere` names secrets that the deployment has
 * without its own parameters.
 */
export function decideWish(present: Wish, change: WishChange, elsewhere: readonly string[] = []): WishResult {
  const issues = [
    ...perServiceIssues(
      change,
      present.blueprint.services.map((service) => service.name),
    ),
  ];
  const values =
    change.envVars === undefined
      ? ({ kind: 'ok', values: present.envVars } as const)
      : resolveValues(present.definitions, change.envVars, present.envVars, elsewhere);
  if (values.kind === 'invalid') return { kind: 'invalid', issues: [...issues, ...values.issues] };
  const { shown, secrets } = splitSecrets(present.definitions, values.values);
  const wish: Wish = {
    ...present,
    displayName: change.displayName ?? present.displayName,
    envVars: shown,
    visibility: change.visibility ?? present.visibility,
    replicas: { ...present.replicas, ...change.replicas },
    images: { ...present.images, ...change.images },
    resources: mergedResources(present.resources, change.resources ?? {}),
    autoUpdate: mergedUpdates(present.autoUpdate, change.autoUpdate ?? {}),
    paused: change.paused ?? present.paused,
    autoRollback: change.autoRollback ?? present.autoRollback,
    readyDeadlineSeconds: change.readyDeadlineSeconds ?? present.readyDeadlineSeconds,
  };
  const placed = placeWish(wish);
  const all = [...issues, ...(placed.kind === 'invalid' ? placed.issues : autoUpdateIssues(wish))];
  if (all.length > 0) return { kind: 'invalid', issues: all };
  const isNewSecret = Object.keys(secrets).length > 0;
  const changed = changeable.filter((field) => !sameValue(wish[field], present[field]) || (field === 'envVars' && isNewSecret));
  return { kind: 'ok', wish, changed, parameters: { set: secrets, unset: unsetOf(present, shown) } };
}

/** The same wish where it has the host already. */
export function withHost(wish: Wish, add: HostWish): Wish {
  if (wish.hosts.some((each) => sameValue(each, add))) return wish;
  const others = wish.hosts.filter((each) => each.host !== add.host);
  return { ...wish, hosts: [...others, add].toSorted((left, right) => (left.host < right.host ? -1 : 1)) };
}

/** The same wish where it does not have the host. */
export function withoutHost(wish: Wish, host: string): Wish {
  const hosts = wish.hosts.filter((each) => each.host !== host);
  return hosts.length === wish.hosts.length ? wish : { ...wish, hosts };
}

function resourcesOf(service: PlacedService, wish: ResourceWish | undefined): WantedService['resources'] {
  const { requests, limits } = service.resources ?? {};
  return {
    cpuRequest: wish?.cpuRequest ?? requests?.cpu ?? '',
    cpuLimit: wish?.cpuLimit ?? limits?.cpu ?? '',
    memoryRequest: wish?.memoryRequest ?? requests?.memory ?? '',
    memoryLimit: wish?.memoryLimit ?? limits?.memory ?? '',
  };
}

/** Each service in few words; what cannot be placed is shown as the blueprint has it. */
export function wantedServices(wish: Wish): WantedService[] {
  const placed = placeWish(wish);
  const services = placed.kind === 'ok' ? placed.placed.services : [];
  return services.map((service) => ({
    name: service.name,
    image: service.image,
    replicas: service.replicas ?? 1,
    resources: resourcesOf(service, wish.resources[service.name]),
  }));
}

function quantities(cpuAmount: string, memoryAmount: string): Record<string, string> {
  return { ...(cpuAmount === '' ? {} : { cpu: cpuAmount }), ...(memoryAmount === '' ? {} : { memory: memoryAmount }) };
}

export interface PlacedWish extends Placed {
  readonly ingresses: readonly (Placed['ingresses'][number] & { readonly hosts?: readonly string[] })[];
}

export type PlaceWishResult =
  | { readonly kind: 'ok'; readonly placed: PlacedWish }
  | { readonly kind: 'invalid'; readonly issues: readonly Issue[] };

/** Those that everybody may read; secret ones reach the services another way. */
function plainValues({ definitions, envVars }: Wish): Readonly<Record<string, string>> {
  const secrets = new Set(definitions.filter((one) => one.secret).map((one) => one.name));
  return Object.fromEntries(Object.entries(envVars).filter(([name]) => !secrets.has(name)));
}

/** The services and ingresses with every value and every change in its place. */
export function placeWish(wish: Wish): PlaceWishResult {
  const result = placeValues(wish.blueprint, plainValues(wish));
  if (result.kind === 'invalid') return result;
  const services = result.placed.services.map((service): PlacedService => {
    const resources = resourcesOf(service, wish.resources[service.name]);
    const requests = quantities(resources.cpuRequest, resources.memoryRequest);
    const limits = quantities(resources.cpuLimit, resources.memoryLimit);
    return {
      ...service,
      image: wish.images[service.name] ?? service.image,
      replicas: wish.replicas[service.name] ?? service.replicas ?? 1,
      resources: { requests, limits },
    };
  });
  const ingresses = result.placed.ingresses.map((ingress) => {
    const hosts = wish.hosts.filter((each) => each.ingress === ingress.name).map((each) => each.host);
    return hosts.length === 0 ? ingress : { ...ingress, hosts };
  });
  return { kind: 'ok', placed: { services, ingresses } };
}

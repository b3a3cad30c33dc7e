/** Releases: how two of them differ, what that does to the services, and what may become of one. */
import { maskedValue } from '../templates/index.ts';
import type { Refusal } from './deployment.rules.ts';
import { pinned } from './image-reference.rules.ts';
import { placeWish, sameValue, type WantedService, type Wish, wantedServices } from './wish.rules.ts';

export const releaseKinds = ['create', 'config', 'image', 'scale', 'rollback', 'auto-rollback', 'canary', 'promote'] as const;
export type ReleaseKind = (typeof releaseKinds)[number];

export const releaseStates = [
  'rolling-out',
  'live',
  'superseded',
  'failed',
  'rolled-back',
  'canary',
  'promoted',
  'aborted',
] as const;
/**
 * `rolling-out` until it is ready; `live` while it is the last one that was; `superseded` when another took its place;
 * `failed` when it was not ready in time; `rolled-back` when it was taken back for an older one. One that runs beside the live one
 * is a `canary` until it is `promoted` or `aborted`; what it becomes then is a release of its own.
 */
export type ReleaseState = (typeof releaseStates)[number];

/** One field that differs, by its path in the configuration; null where one side has no such field. */
export interface FieldChange {
  readonly path: string;
  readonly from: string | null;
  readonly to: string | null;
}

export type ServiceEffect = 'rolls' | 'scales' | 'stops' | 'starts' | 'stays';

function serviceFields(service: WantedService): [string, string][] {
  const path = `services.${service.name}`;
  return [
    [`${path}.image`, service.image],
    [`${path}.replicas`, String(service.replicas)],
    ...Object.entries(service.resources).map(([name, value]): [string, string] => [`${path}.resources.${name}`, value]),
  ];
}

function fieldsOf(wish: Wish): Map<string, string> {
  return new Map([
    ...(wish.templateVersion === null ? [] : [['template.version', String(wish.templateVersion)] as const]),
    ['displayName', wish.displayName],
    ['visibility', wish.visibility],
    ['paused', String(wish.paused)],
    ['autoRollback', String(wish.autoRollback)],
    ['readyDeadlineSeconds', String(wish.readyDeadlineSeconds)],
    ...Object.entries(wish.autoUpdate).map(([name, update]): [string, string] => [
      `services.${name}.autoUpdate`,
      update.policy === 'semver' ? `semver ${update.range}` : update.policy,
    ]),
    ...wish.hosts.map(({ host, ingress }): [string, string] => [`domains.${host}`, ingress]),
    ...Object.entries(wish.envVars).map(([name, value]): [string, string] => [`envVars.${name}`, value]),
    ...wantedServices(wish).flatMap(serviceFields),
  ]);
}

/** What is different, by path; values of secret parameters are masked, so that only the fact of their change is told. */
export function diffWishes(before: Wish, after: Wish): FieldChange[] {
  const [left, right] = [fieldsOf(before), fieldsOf(after)];
  const secrets = [...before.definitions, ...after.definitions].filter((one) => one.secret).map((one) => `envVars.${one.name}`);
  const shown = (path: string, value: string | undefined): string | null => {
    if (value === undefined) return null;
    return secrets.includes(path) ? maskedValue : value;
  };
  const paths = [...new Set([...left.keys(), ...right.keys()])].toSorted();
  return paths
    .filter((path) => left.get(path) !== right.get(path))
    .map((path) => ({ path, from: shown(path, left.get(path)), to: shown(path, right.get(path)) }));
}

function templatesOf(wish: Wish): Map<string, { readonly replicas: number; readonly rest: unknown }> {
  const placed = placeWish(wish);
  const services = placed.kind === 'ok' ? placed.placed.services : [];
  return new Map(services.map(({ replicas = 1, ...rest }) => [rest.name, { replicas, rest }]));
}

/** What a change does to each service. */
export function effectsOf(before: Wish, after: Wish): { name: string; effect: ServiceEffect }[] {
  const present = templatesOf(before);
  return [...templatesOf(after)].map(([name, next]) => {
    const now = present.get(name);
    if (before.paused !== after.paused) return { name, effect: after.paused ? 'stops' : 'starts' };
    if (now === undefined || !sameValue(now.rest, next.rest)) return { name, effect: 'rolls' };
    return { name, effect: now.replicas === next.replicas ? 'stays' : 'scales' };
  });
}

/** Everything of the old release except how releases are made, and hosts that are not the deployment's any more. */
export function wishOfRollback(present: Wish, target: Wish, verifiedHosts: readonly string[]): Wish {
  const { autoRollback, readyDeadlineSeconds } = present;
  const hosts = target.hosts.filter(({ host }) => verifiedHosts.includes(host));
  return { ...target, hosts, autoRollback, readyDeadlineSeconds };
}

type Digests = Readonly<Record<string, string>>;

/** Digests that are known of both and are different, as changes. */
export function diffDigests(before: Digests, after: Digests): FieldChange[] {
  return Object.entries(after).flatMap(([name, to]) => {
    const from = before[name];
    return from === undefined || from === to ? [] : [{ path: `services.${name}.digest`, from, to }];
  });
}

export interface KnownImages {
  readonly wish: Wish;
  readonly digests: Digests;
}

/** What a release ran, to the digest where that is known: its tags may stand for something else by now. */
export function wishWithDigests(target: KnownImages, present: KnownImages): Wish {
  const now = new Map(wantedServices(present.wish).map((service) => [service.name, service.image]));
  const images = wantedServices(target.wish).flatMap(({ name, image }) => {
    const digest = target.digests[name];
    if (digest === undefined) return [];
    const presentImage = now.get(name);
    const isSame = presentImage !== undefined && present.digests[name] === digest && sameName(presentImage, image);
    const wanted = isSame ? presentImage : pinned(image, digest);
    return wanted === image ? [] : [[name, wanted] as const];
  });
  return { ...target.wish, images: { ...target.wish.images, ...Object.fromEntries(images) } };
}

function sameName(left: string, right: string): boolean {
  return left.split('@', 1)[0] === right.split('@', 1)[0];
}

/** `wish` is that of the rollback. */
export function refuseRollback(present: Wish, wish: Wish): Refusal | undefined {
  if (diffWishes(present, wish).length > 0) return undefined;
  return {
    message: 'The deployment is as this release is already.',
    nextStep: 'Choose another release, or restart the deployment instead.',
  };
}

/** Digest of an image, where its reference names one. */
export function digestOf(image: string): string | null {
  return /@(sha256:[a-f0-9]{64})$/.exec(image)?.[1] ?? null;
}

/** Whether a release that is late gives way to the last one that was ready. One that was gone back to never does. */
export function mayRollBackByItself(kind: ReleaseKind, wish: Wish): boolean {
  return wish.autoRollback && kind !== 'rollback' && kind !== 'auto-rollback';
}

/** When it must be ready; a paused deployment never is. */
export function deadlineOf(wish: Wish, at: Date): Date | null {
  return wish.paused ? null : new Date(at.getTime() + wish.readyDeadlineSeconds * 1000);
}

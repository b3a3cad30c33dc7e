/**
 * Where secrets live, what they may be called and which one wins.
 *
 * There are six scopes. A service receives the secrets of every scope that it is in, and of two with the same key the one of the
 * narrower scope. The scope decides the path of the document that a secret is delivered with: one document for each place, so
 * that a store's operator can take them in order and needs to know nothing else.
 */

/** From weak to strong. */
export const secretScopes = ['organization', 'user', 'template', 'template-service', 'deployment', 'deployment-service'] as const;
export type SecretScope = (typeof secretScopes)[number];

/** Where a secret lives; what the scope does not have is null. */
export interface SecretPlace {
  readonly orgId: string;
  readonly scope: SecretScope;
  readonly userId: string | null;
  readonly template: string | null;
  readonly deploymentId: string | null;
  readonly service: string | null;
}

const nowhere = { userId: null, template: null, deploymentId: null, service: null } as const;

export function orgPlace(orgId: string): SecretPlace {
  return { ...nowhere, orgId, scope: 'organization' };
}

export function userPlace(orgId: string, userId: string): SecretPlace {
  return { ...nowhere, orgId, userId, scope: 'user' };
}

export function templatePlace(owner: { orgId: string; userId: string }, template: string, service: string | null): SecretPlace {
  return { ...nowhere, ...owner, template, service, scope: service === null ? 'template' : 'template-service' };
}

export function deploymentPlace(orgId: string, deploymentId: string, service: string | null): SecretPlace {
  return { ...nowhere, orgId, deploymentId, service, scope: service === null ? 'deployment' : 'deployment-service' };
}

/** The document of a place. Everything of an organization is below one prefix. */
export function pathOf({ orgId, userId, template, deploymentId, service }: SecretPlace): string {
  const root = `orgs/${orgId}`;
  const ofService = service === null ? '' : `/services/${service}`;
  if (deploymentId !== null) return `${root}/deployments/${deploymentId}${ofService}`;
  if (userId === null) return `${root}/secrets`;
  return template === null ? `${root}/users/${userId}/secrets` : `${root}/users/${userId}/templates/${template}${ofService}`;
}

/** The place of a path that {@link pathOf} made. */
export function placeOfPath(path: string): SecretPlace | undefined {
  const [, orgId = '', rest = ''] = /^orgs\/([^/]+)\/(.+)$/.exec(path) ?? [];
  if (rest === 'secrets') return orgPlace(orgId);
  const deployment = /^deployments\/([^/]+)(?:\/services\/([^/]+))?$/.exec(rest);
  if (deployment !== null) return deploymentPlace(orgId, deployment[1] ?? '', deployment[2] ?? null);
  const [, userId = '', tail = ''] = /^users\/([^/]+)\/(.+)$/.exec(rest) ?? [];
  if (tail === 'secrets') return userPlace(orgId, userId);
  const template = /^templates\/([^/]+)(?:\/services\/([^/]+))?$/.exec(tail);
  return template === null ? undefined : templatePlace({ orgId, userId }, template[1] ?? '', template[2] ?? null);
}

/** What decides which secrets a deployment has. */
export interface Reached {
  readonly id: string;
  readonly orgId: string;
  readonly ownerId: string;
  readonly template: string;
}

/** Every place whose secrets a service receives, weak ones first. */
export function placesOf({ id, orgId, ownerId, template }: Reached, service: string): SecretPlace[] {
  const owner = { orgId, userId: ownerId };
  return [
    orgPlace(orgId),
    userPlace(orgId, ownerId),
    templatePlace(owner, template, null),
    templatePlace(owner, template, service),
    deploymentPlace(orgId, id, null),
    deploymentPlace(orgId, id, service),
  ];
}

/** Those that have secrets before there is a deployment. */
export function placesBefore(orgId: string, ownerId: string, template: string): SecretPlace[] {
  return [orgPlace(orgId), userPlace(orgId, ownerId), templatePlace({ orgId, userId: ownerId }, template, null)];
}

export interface Winner<T> {
  readonly winner: T;
  /** Those that it covers, strong ones first. */
  readonly covered: readonly T[];
}

/** Of the secrets that reach one service, weak ones first, what it receives under each key. */
export function winnersOf<T extends { readonly key: string }>(weakFirst: readonly T[]): Winner<T>[] {
  const byKey = new Map<string, T[]>();
  for (const one of weakFirst) byKey.set(one.key, [one, ...(byKey.get(one.key) ?? [])]);
  const winners = [...byKey.values()].flatMap(([winner, ...covered]) => (winner === undefined ? [] : [{ winner, covered }]));
  return winners.toSorted((left, right) => (left.winner.key < right.winner.key ? -1 : 1));
}

export const keyPattern = /^[A-Za-z_][A-Za-z0-9_]*$/;
/** Keys are also names of variables and of files. */
export const maxKeyLength = 200;
export const maxValueBytes = 65_536;
/** Of one place. */
export const maxSecrets = 500;
/** Kubernetes takes a megabyte in one Secret, base64 not counted; the rest is for names. */
export const maxServiceBytes = 900_000;
/** Versions of one secret that are kept. */
export const keptVersions = 50;

export function keyIssue(key: string): string | undefined {
  if (key.length > maxKeyLength) return `must be at most ${maxKeyLength} characters`;
  return keyPattern.test(key) ? undefined : 'must be letters, digits and underscore, and not begin with a digit';
}

export function valueIssue(value: string): string | undefined {
  if (value === '') return 'must not be empty';
  if (value.includes('\0')) return 'must not hold a NUL character';
  return new TextEncoder().encode(value).byteLength > maxValueBytes ? `must be at most ${maxValueBytes} bytes` : undefined;
}

/** What `deploymentName` of a request means: nothing is the user himself, `template:<name>` his deployments of a template. */
export type NamedPlace =
  | { readonly kind: 'user' }
  | { readonly kind: 'template'; readonly name: string }
  | { readonly kind: 'deployment'; readonly name: string };

const templatePrefix = 'template:';

export function parseDeploymentName(text: string): NamedPlace {
  if (text === '') return { kind: 'user' };
  if (!text.startsWith(templatePrefix)) return { kind: 'deployment', name: text };
  return { kind: 'template', name: text.slice(templatePrefix.length) };
}

/** The other way round; `deploymentName` where the secret is of one. */
export function deploymentNameOf({ template }: Pick<SecretPlace, 'template'>, deploymentName: string | undefined): string {
  return template === null ? (deploymentName ?? '') : `${templatePrefix}${template}`;
}

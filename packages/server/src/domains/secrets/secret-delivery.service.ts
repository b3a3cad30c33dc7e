/** What a deployment receives, worked out when it is brought to its cluster, and what releases remember of it. */
import { createHash } from 'node:crypto';
import { isAppError } from '@moorage/core/errors';
import type { Secret } from '@moorage/core/secret';
import type { Tx } from '../../platform/db/database.ts';
import type { ExternalSource } from '../secret-stores/index.ts';
import { type Published, type PublishDeps, readDocuments } from './secret-publish.service.ts';
import type { SecretTarget } from './secret.ports.ts';
import { maxServiceBytes, pathOf, placesBefore, placesOf, type SecretScope, winnersOf } from './secret.rules.ts';
import { listSecrets } from './secret.store.ts';
import type { SecretRow } from './secret.view.ts';

export interface ServiceSecrets {
  readonly service: string;
  readonly values: Readonly<Record<string, Secret>>;
}

/** How a cluster gets the same from the store by itself. */
export interface ExternalDelivery {
  readonly storeRef: ExternalSource['storeRef'];
  /** Another one whenever anything of it may be. */
  readonly fingerprint: number;
  /** Documents that hold something, as the store calls them. */
  readonly documents: readonly { readonly scope: SecretScope; readonly service: string | null; readonly key: string }[];
}

export type Delivery =
  | {
      readonly kind: 'ok';
      readonly services: readonly ServiceSecrets[];
      /** Undefined where not everything is in one store that clusters read. */
      readonly external: ExternalDelivery | undefined;
    }
  /** It must not be rolled out like this. */
  | { readonly kind: 'blocked'; readonly reason: 'SecretMissing' | 'SecretsTooLarge'; readonly message: string };

/** A version that a deployment had of a secret, for its releases. */
export interface UsedSecret {
  readonly id: string;
  readonly key: string;
  readonly scope: SecretScope;
  readonly service: string | null;
  readonly version: number;
}

function sizeOf(values: Readonly<Record<string, Secret>>): number {
  return Object.entries(values).reduce((sum, [key, value]) => sum + key.length + Buffer.byteLength(value.reveal()), 0);
}

function problemOf(target: SecretTarget, services: readonly ServiceSecrets[]): Delivery | undefined {
  const given = new Set(services.flatMap(({ values }) => Object.keys(values)));
  const missing = target.parameters.filter((one) => one.required && !given.has(one.name)).map((one) => one.name);
  if (missing.length > 0) {
    const message = `No scope has a value for what the template requires: ${missing.join(', ')}.`;
    return { kind: 'blocked', reason: 'SecretMissing', message };
  }
  const large = services.find(({ values }) => sizeOf(values) > maxServiceBytes);
  if (large === undefined) return undefined;
  const message = `The secrets of ${large.service} are more than ${maxServiceBytes} bytes together.`;
  return { kind: 'blocked', reason: 'SecretsTooLarge', message };
}

type Documents = ReadonlyMap<string, Published>;

function externalOf(deps: PublishDeps, target: SecretTarget, documents: Documents, versions: readonly string[]) {
  const places = new Map(target.services.flatMap(({ name }) => placesOf(target, name)).map((place) => [pathOf(place), place]));
  const filled = [...places].filter(([path]) => Object.keys(documents.get(path)?.values ?? {}).length > 0);
  const [store, ...others] = new Set(filled.map(([path]) => documents.get(path)?.store));
  const external = store === undefined || others.length > 0 ? undefined : deps.stores.find(store)?.external;
  if (external === undefined) return undefined;
  return {
    storeRef: external.storeRef,
    // The most that a number of JSON holds exactly.
    fingerprint: createHash('sha256')
      .update(JSON.stringify([store, versions]))
      .digest()
      .readUIntBE(0, 6),
    documents: filled.map(([path, { scope, service }]) => ({ scope, service, key: external.keyOf(path) })),
  };
}

/** Outside of any transaction: the store may be elsewhere. */
export async function deliver(deps: PublishDeps, target: SecretTarget): Promise<Delivery> {
  try {
    return await deliverAll(deps, target);
  } catch (error) {
    if (!isAppError(error, 'limit_exceeded')) throw error;
    return { kind: 'blocked', reason: 'SecretsTooLarge', message: error.message };
  }
}

async function deliverAll(deps: PublishDeps, target: SecretTarget): Promise<Delivery> {
  // Before the documents: what changes in between is rolled out once more, under another fingerprint.
  const rows = await deps.db.tenant([target.orgId], (tx) => listReaching(tx, target));
  const wanted = target.services.map(({ name }) => ({ name, paths: placesOf(target, name).map(pathOf) }));
  const documents = await readDocuments(deps, target.orgId, [...new Set(wanted.flatMap(({ paths }) => paths))]);
  const services = wanted.map(({ name, paths }): ServiceSecrets => {
    // Weak ones first, and of two with one key the later stays.
    const entries = paths.flatMap((path) => Object.entries(documents.get(path)?.values ?? {}));
    return { service: name, values: Object.fromEntries(entries) };
  });
  const versions = rows.map(({ id, version }) => `${id}/${version}`);
  const external = externalOf(deps, target, documents, versions);
  return problemOf(target, services) ?? { kind: 'ok', services, external };
}

/** Rows that reach a service, weak ones first. */
export function reaching(rows: readonly SecretRow[], target: SecretTarget, service: string): SecretRow[] {
  return placesOf(target, service).flatMap((place) => {
    const path = pathOf(place);
    return rows.filter((row) => row.path === path);
  });
}

export async function listReaching(tx: Tx, target: SecretTarget): Promise<SecretRow[]> {
  const paths = target.services.flatMap(({ name }) => placesOf(target, name).map(pathOf));
  return await listSecrets(tx, target.orgId, [...new Set(paths)]);
}

/** Secrets that win somewhere in the deployment, with the versions that they have now. */
export async function listUsed(tx: Tx, target: SecretTarget): Promise<UsedSecret[]> {
  const rows = await listReaching(tx, target);
  const winners = target.services.flatMap(({ name }) => winnersOf(reaching(rows, target, name)).map(({ winner }) => winner));
  const unique = [...new Map(winners.map((row) => [row.id, row])).values()];
  return unique.map(({ id, key, scope, service, version }) => ({ id, key, scope, service, version }));
}

/** Keys that a deployment of this owner and template has before it has any of its own. */
export async function listKeysBefore(tx: Tx, orgId: string, ownerId: string, template: string): Promise<string[]> {
  const rows = await listSecrets(tx, orgId, placesBefore(orgId, ownerId, template).map(pathOf));
  return [...new Set(rows.map((row) => row.key))];
}

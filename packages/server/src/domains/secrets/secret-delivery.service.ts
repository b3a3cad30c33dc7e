/** What a deployment receives, worked out when it is brought to its cluster, and what releases remember of it. */
import type { Secret } from '@moorage/core/secret';
import type { Tx } from '../../platform/db/database.ts';
import { type PublishDeps, readDocuments } from './secret-publish.service.ts';
import type { SecretTarget } from './secret.ports.ts';
import { maxServiceBytes, pathOf, placesBefore, placesOf, type SecretScope, winnersOf } from './secret.rules.ts';
import { listSecrets } from './secret.store.ts';
import type { SecretRow } from './secret.view.ts';

export interface ServiceSecrets {
  readonly service: string;
  readonly values: Readonly<Record<string, Secret>>;
}

export type Delivery =
  | { readonly kind: 'ok'; readonly services: readonly ServiceSecrets[] }
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

/** Outside of any transaction: the store may be elsewhere. */
export async function deliver(deps: PublishDeps, target: SecretTarget): Promise<Delivery> {
  const wanted = target.services.map(({ name }) => ({ name, paths: placesOf(target, name).map(pathOf) }));
  const documents = await readDocuments(deps, target.orgId, [...new Set(wanted.flatMap(({ paths }) => paths))]);
  const services = wanted.map(({ name, paths }): ServiceSecrets => {
    // Weak ones first, and of two with one key the later stays.
    const entries = paths.flatMap((path) => Object.entries(documents.get(path)?.values ?? {}));
    return { service: name, values: Object.fromEntries(entries) };
  });
  return problemOf(target, services) ?? { kind: 'ok', services };
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

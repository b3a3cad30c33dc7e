/** What secrets need from outside: the deployments that receive them, and a store of documents. app.ts hands both in. */
import type { Secret } from '@moorage/core/secret';
import type { Tx } from '../../platform/db/db.ts';
import type { RequestCtx } from '../../platform/http/context.ts';
import type { Reached } from './secret.rules.ts';

/** A deployment as secrets see it. */
export interface SecretTarget extends Reached {
  readonly teamId: string;
  readonly name: string;
  /** Its services, with the names of variables that they are given in plain: those win over secrets. */
  readonly services: readonly { readonly name: string; readonly variables: readonly string[] }[];
  /** Parameters of its template whose values are secret. */
  readonly parameters: readonly { readonly name: string; readonly required: boolean }[];
}

export type SecretAction = 'deployment:secret-keys' | 'deployment:secrets' | 'deployment:read';

/** `stopped`: it does not get there by itself, because it was refused or called off. */
export type RollOutProgress = 'done' | 'waiting' | 'stopped';

export interface TargetFilter {
  readonly orgId: string;
  readonly ownerId?: string | null;
  readonly template?: string | null;
  readonly id?: string | null;
}

export interface SecretTargets {
  /** What may not be seen does not exist. */
  get(ctx: RequestCtx, action: SecretAction, name: string): Promise<SecretTarget>;
  find(tx: Tx, id: string): Promise<SecretTarget | undefined>;
  /** Those that nobody deletes yet, by name. */
  list(tx: Tx, filter: TargetFilter): Promise<SecretTarget[]>;
  /** Of a team. */
  listOfTeam(tx: Tx, teamId: string): Promise<SecretTarget[]>;
  can(ctx: RequestCtx, action: SecretAction, target: SecretTarget): boolean;
  authorize(ctx: RequestCtx, action: SecretAction, target: SecretTarget): void;
  /** Queues that each is brought to its cluster again. */
  rollOut(tx: Tx, ids: readonly string[]): Promise<void>;
  /** Whether the last that was queued has reached the cluster. */
  progress(tx: Tx, id: string): Promise<RollOutProgress>;
}

/** Of a template that somebody may use: the names of its services. */
export interface SecretTemplates {
  services(ctx: RequestCtx, name: string): Promise<readonly string[]>;
}

export interface DocumentKey {
  readonly orgId: string;
  readonly path: string;
}

export interface SecretDocument {
  /** Counts changes; a store begins with a number above 0. */
  readonly version: number;
  readonly values: Readonly<Record<string, Secret>>;
}

export type PutResult =
  | { readonly kind: 'stored'; readonly version: number }
  /** It is at another version than was expected; 0 where there is none. */
  | { readonly kind: 'conflict'; readonly version: number };

/**
 * A store of documents. Each holds all keys of one place, so that one read delivers them. Writing is check-and-set: `expected` is
 * the version that is replaced, 0 for a document that must not exist. Failures are `unavailable` (it may work later) or
 * `upstream_failed` (somebody must look), and never repeat a value.
 */
export interface SecretValues {
  readonly name: string;
  get(key: DocumentKey): Promise<SecretDocument | undefined>;
  put(key: DocumentKey, values: Readonly<Record<string, Secret>>, expected: number): Promise<PutResult>;
  /** With its history, where the store keeps one; nothing happens where there is no such document. */
  remove(key: DocumentKey): Promise<void>;
  /** Paths of an organization's documents, in order. */
  list(orgId: string): Promise<string[]>;
}

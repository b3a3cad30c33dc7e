/** What secrets need from outside: the deployments that receive them. app.ts hands them in. */
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

import type { Log } from '@moorage/core/log';
import type { Secret } from '@moorage/core/secret';

export interface MigrateOptions {
  readonly dsn: Secret;
  readonly log: Log;
  /** packages/server/src/migrations by default. */
  readonly dir?: string;
}

export interface MigrateResult {
  /** Files applied by this run. */
  readonly applied: readonly string[];
  /** Name of the newest migration that the database has. */
  readonly current: string;
}

export declare function migrate(options: MigrateOptions): Promise<MigrateResult>;

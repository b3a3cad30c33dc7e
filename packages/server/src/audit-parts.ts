/** The part of the composition root that is about the audit trail: reading it, passing it on and letting it go. */
import type { Clock } from '@moorage/core/clock';
import type { Ids } from '@moorage/core/ids';
import type { Log } from '@moorage/core/log';
import type { Config } from './config/config.ts';
import { type Audit, type AuditTrail, createAuditTrail } from './domains/audit/index.ts';
import { createAuditSinks, deliveredThrough, type SinkSender } from './domains/audit-sinks/index.ts';
import type { Vault } from './domains/vault/index.ts';
import type { Db } from './platform/db/database.ts';
import type { JobQueue } from './platform/jobs/jobs.ts';

export interface AuditPartsDeps {
  readonly db: Db;
  readonly audit: Audit;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly log: Log;
  readonly jobs: JobQueue;
  readonly sender: SinkSender;
  readonly vault: Vault;
  readonly config: Pick<Config, 'audit' | 'devMode'>;
}

/** Notes are taken while requests are answered, so they stop after the server and before the database. */
export function createAuditParts({ config, ...deps }: AuditPartsDeps): AuditTrail {
  const sinks = createAuditSinks(deps);
  const trail = createAuditTrail({ ...deps, retentionDays: config.audit.retentionDays, deliveredThrough });
  return { ...trail, routes: [...trail.routes, ...sinks.routes], jobs: [...trail.jobs, ...sinks.jobs] };
}

import type { Service } from '@moorage/core/lifecycle';
import type { BoundRoute } from '../../platform/http/bind.ts';
import type { BoundJob } from '../../platform/jobs/job.ts';
import type { Refusal } from '../../platform/http/server-deps.ts';
import { type AuditNoteDeps, createAuditNotes } from './audit-note.service.ts';
import { bindAuditJobs } from './audit.jobs.ts';
import type { RetentionDeps } from './audit-retention.service.ts';
import { bindAuditRoutes } from './audit.routes.ts';

export { readAuditSlice } from './audit-export.service.ts';
export { hasAuditEvent as wasAudited, readHeadSeq as lastAuditSeq } from './audit.store.ts';
export type { ChainReport } from './audit-chain.rules.ts';
export { verifyAllChains } from './audit-verify.service.ts';
export { auditEvent, auditRoutes } from './audit.contract.ts';
export { type Audit, type AuditEntry, createAudit, platformChain } from './audit.service.ts';
export type { AuditEventView } from './audit.view.ts';
export { changesOf } from './changes.rules.ts';
export { removeOnce } from './removal.service.ts';

export interface AuditTrail {
  readonly routes: readonly BoundRoute[];
  readonly jobs: readonly BoundJob[];
  readonly services: readonly Service[];
  /** For the HTTP server. */
  readonly onRefused: (refusal: Refusal) => void;
}

/** Everything around the trail but the writing of it, which every domain does by itself. */
export function createAuditTrail(deps: AuditNoteDeps & RetentionDeps): AuditTrail {
  const notes = createAuditNotes(deps);
  return {
    routes: bindAuditRoutes({ ...deps, notes }),
    jobs: bindAuditJobs(deps),
    services: [notes],
    onRefused: (refusal) => notes.refused(refusal),
  };
}

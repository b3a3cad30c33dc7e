export { verifyAllChains } from './audit-verify.service.ts';
export { auditEvent, auditRoutes } from './audit.contract.ts';
export { bindAuditRoutes } from './audit.routes.ts';
export { type Audit, type AuditEntry, createAudit, platformChain } from './audit.service.ts';
export type { AuditEventView } from './audit.view.ts';
export { changesOf } from './changes.rules.ts';

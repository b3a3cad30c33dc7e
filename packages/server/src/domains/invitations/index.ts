import type { Db, Tx } from '../../platform/db/database.ts';
import type { BoundRoute } from '../../platform/http/bind.ts';
import type { BoundJob } from '../../platform/jobs/job.ts';
import { bindInvitationJobs } from './invitation.jobs.ts';
import type { Mailer } from './invitation.ports.ts';
import { bindInvitationRoutes } from './invitation.routes.ts';
import { createInvitationService, type InvitationServiceDeps } from './invitation.service.ts';

export { invitationRoutes } from './invitation.contract.ts';
export type { Mailer, MailMessage } from './invitation.ports.ts';

export interface InvitationsDeps extends Omit<InvitationServiceDeps, 'sendsMail'> {
  readonly db: Db;
  readonly mailer: Mailer | undefined;
  /** Where people of a client are led to. */
  readonly originOf: (clientId: string | null) => Promise<string>;
}

export interface Invitations {
  readonly routes: readonly BoundRoute[];
  readonly jobs: readonly BoundJob[];
  /** Whether somebody of this address is expected. Within a system transaction. */
  isInvited(tx: Tx, email: string, siteId: string | undefined): Promise<boolean>;
}

export function createInvitations(deps: InvitationsDeps): Invitations {
  const service = createInvitationService({ ...deps, sendsMail: deps.mailer !== undefined });
  return {
    routes: bindInvitationRoutes(service),
    jobs: bindInvitationJobs(deps),
    isInvited: (tx, email, siteId) => service.isInvited(tx, email, siteId),
  };
}

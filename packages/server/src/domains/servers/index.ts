/**
 * Servers of organizations: what a fleet is made of.
 *
 * A server is a description here: a role, a host name, addresses, who signs in and with which key. Its status says how far it is set
 * up; a client sets it (`pending` asks for a bastion to be set up again), and so does whatever sets servers up. Each change of it
 * is an entry of the server's log. What refers to servers says so by {@link ServerUses}, and a server in use is not deleted; what
 * has servers says which by {@link ServerGroups}.
 */
import type { ConstraintErrors } from '../../platform/db/constraints.ts';
import type { BoundRoute } from '../../platform/http/bind.ts';
import { invalidRequest } from '../../platform/http/input.ts';
import { bindServerRoutes } from './server.routes.ts';
import type { BoundJob } from '../../platform/jobs/job.ts';
import { bindServerJobs } from './server.jobs.ts';
import { createServerService, type ServerDeps } from './server.service.ts';

export { viewServers } from './server-content.service.ts';
export { serverKeyUses } from './server-key-uses.service.ts';
export { serverSchema } from './server.contract.ts';
export type { ServerGroups, ServerUses } from './server.ports.ts';
export { holdServers } from './server.store.ts';
export type { ServerView } from './server.view.ts';

export const serverConstraints: ConstraintErrors = {
  servers__ssh_key: () => invalidRequest([{ path: 'ssh_key_id', message: 'is no SSH key of the organization' }], 'bad_request'),
};

export interface ServerParts extends ServerDeps {
  /** How long entries of logs are kept. */
  readonly logRetentionDays: number;
}

export function createServers(deps: ServerParts): { readonly routes: readonly BoundRoute[]; readonly jobs: readonly BoundJob[] } {
  const retention = { db: deps.db, clock: deps.clock, retainDays: deps.logRetentionDays };
  return { routes: bindServerRoutes(createServerService(deps)), jobs: bindServerJobs(retention) };
}

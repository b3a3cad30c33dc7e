/** The part of the composition root about clients, and about invitations, whose links lead to the host of a client. */
import type { Config } from './config/config.ts';
import type { Clients, ClientsDeps } from './domains/clients/index.ts';
import { createInvitations, type Invitations, type InvitationsDeps, type Mailer } from './domains/invitations/index.ts';
import type { Orgs } from './domains/orgs/index.ts';

export function clientSettings({ http, cluster, session }: Config): ClientsDeps['settings'] {
  return { baseUrl: http.baseUrl, deploymentDomain: cluster.deploymentDomain, cookieDomain: session.cookieDomain };
}

interface InvitationParts extends Pick<InvitationsDeps, 'db' | 'clock' | 'ids' | 'audit' | 'jobs' | 'forgetActor'> {
  readonly orgs: Orgs;
  readonly clients: Clients;
}

export function createInvitationParts(
  { http, mail }: Config,
  { orgs, clients, ...shared }: InvitationParts,
  createMailer: (settings: NonNullable<Config['mail']>) => Mailer,
): Invitations {
  return createInvitations({
    ...shared,
    admit: orgs.admit,
    requireHeldRole: orgs.requireHeldRole,
    clientOf: (tx, orgId) => orgs.orgs.clientOf(tx, orgId),
    originOf: (clientId) => clients.directory.originOf(clientId),
    baseUrl: http.baseUrl,
    mailer: mail === undefined ? undefined : createMailer(mail),
  });
}

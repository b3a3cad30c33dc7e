import { AppError } from '@moorage/core/errors';
import type { ConstraintErrors } from '../../platform/db/constraints.ts';
import type { BoundRoute } from '../../platform/http/bind.ts';
import { type ClientDirectory, createClientDirectory } from './client-directory.service.ts';
import { bindClientRoutes } from './client.routes.ts';
import { findRegistration } from './client.store.ts';
import { policyOf } from './client.view.ts';
import type { SitesPort } from '../identity/index.ts';
import { createClientService, type ClientServiceDeps } from './client.service.ts';

export type { ClientDirectory, Presentation } from './client-directory.service.ts';
export { authenticateOnSites } from './site-authenticator.service.ts';

export type ClientsDeps = Omit<ClientServiceDeps, 'directory'>;

export interface Clients {
  readonly directory: ClientDirectory;
  readonly routes: readonly BoundRoute[];
  /** What identity asks of clients. */
  readonly sites: SitesPort;
}

export const clientConstraints: ConstraintErrors = {
  clients__slug_unique: () => new AppError('already_exists', 'A client with this slug exists already.'),
  clients__domain_unique: () => new AppError('already_exists', 'A client with this domain exists already.'),
  client_plans__plan: () => new AppError('conflict', 'One of the plans has just been removed.'),
  orgs__client: () =>
    new AppError('conflict', 'The client has organizations, or it is gone.', {
      details: { nextStep: 'Move or delete its organizations first.' },
    }),
};

export function createClients(deps: ClientsDeps): Clients {
  const { db, clock, settings } = deps;
  const directory = createClientDirectory({ db, clock, baseUrl: settings.baseUrl });
  return {
    directory,
    routes: bindClientRoutes(createClientService({ ...deps, directory })),
    sites: {
      presentationOf: (site) => directory.presentationOf(site),
      async registrationOf(tx, siteId) {
        const found = await findRegistration(tx, siteId);
        return { policy: policyOf(found?.policy ?? 'invite'), allowedDomains: found?.allowedDomains ?? [] };
      },
    },
  };
}

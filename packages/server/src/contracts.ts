/** Every route of the server, for whatever is derived from the whole API. */
import { auditRoutes } from './domains/audit/audit.contract.ts';
import { deploymentsRoutes } from './domains/deployments/deployment.contract.ts';
import { identityRoutes } from './domains/identity/identity.contract.ts';
import { orgsRoutes } from './domains/orgs/org.contract.ts';
import { templatesRoutes } from './domains/templates/template.contract.ts';
import type { Route } from './platform/http/route.ts';

export const contracts: readonly Route[] = [identityRoutes, orgsRoutes, auditRoutes, templatesRoutes, deploymentsRoutes].flatMap(
  (routes) => Object.values<Route>(routes),
);

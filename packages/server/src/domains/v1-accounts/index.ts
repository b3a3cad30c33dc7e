/**
 * Users, organizations, members and keys as clients of `/api/v1` know them.
 *
 * Nothing is decided here: each route asks the doors of identity, organizations, keys and e-mail domains, which authorize, write and
 * audit as for `/api`, and puts their answers into the words of the other contract. Where ours deliberately differs from that
 * contract is in `docs/compatibility.md`.
 */
import { arch, platform, version as runtime } from 'node:process';
import type { BoundRoute } from '../../platform/http/bind.ts';
import { bindV1MeRoutes, bindV1MetaRoutes, bindV1OrgRoutes } from './v1-account.routes.ts';
import { createV1MeService, type V1MeDeps } from './v1-me.service.ts';
import { createV1OrgService, type V1OrgDeps } from './v1-org.service.ts';

type Both = V1MeDeps & V1OrgDeps;

export type V1AccountsDeps = Both & { readonly version: string };

export function createV1Accounts(deps: V1AccountsDeps): { readonly routes: readonly BoundRoute[] } {
  const build = { version: deps.version, runtime: `node ${runtime}`, os: platform, arch };
  const me = createV1MeService(deps);
  const orgs = createV1OrgService(deps);
  return { routes: [...bindV1MetaRoutes(build), ...bindV1MeRoutes(me), ...bindV1OrgRoutes(orgs)] };
}

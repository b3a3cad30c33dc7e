/**
 * The subject of `authenticated-list` and its reference, in one process on one database: the product, and beside it, on another
 * port, the same route with the same handler behind the same HTTP layer, where everybody is the user without being asked and no
 * limit is kept. Says `ready <JSON>` with both addresses and the credentials; ends with its standard input.
 */
import { systemClock } from '@moorage/core/clock';
import { accessPolicy } from '@moorage/server/domains/orgs/access.rules';
import { anonymous, type Actor } from '@moorage/server/platform/authz/actor';
import { createHttpServer } from '@moorage/server/platform/http/server';
import { createMetrics } from '@moorage/server/platform/metrics/metrics';
import { startSignedInApp } from './lib/signed-in-app.ts';

const started = await startSignedInApp(Number(process.argv[2] ?? 20));
const { app, config, log, ids, person } = started;
const { userId, email, orgId, teamId } = person;
const actor: Actor = {
  ...anonymous,
  ...{ kind: 'user', via: 'internal', userId, email, currentOrgId: orgId, currentTeamId: teamId },
  orgRoles: { [orgId]: 'org_owner' },
  teamOrgs: { [teamId]: orgId },
};
const open = createHttpServer({
  config: { ...config.http, rateLimit: { ...config.http.rateLimit, enabled: false } },
  routes: app.routes.filter(({ route }) => route.id === 'deployments.list'),
  authenticate: () => Promise.resolve(actor),
  policy: accessPolicy,
  ...{ log, ids, clock: systemClock, metrics: createMetrics(), readiness: [], openapi: () => ({}) },
});
await open.start();
const ready = { product: app.http.url(), open: open.url(), credentials: person.credentials };
process.stdout.write(`ready ${JSON.stringify(ready)}\n`);
process.stdin
  .once('end', () => {
    void open
      .stop()
      .then(() => started.stop())
      .finally(() => process.exit());
  })
  .resume();

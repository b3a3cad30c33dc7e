/** What becomes of the zones of an organization that is deleted. */
import { systemClock } from '@moorage/core/clock';
import { createLog } from '@moorage/core/log';
import { waitUntil } from '@moorage/testkit/wait-until';
import { beforeAll, describe, expect, it } from 'vitest';
import { settleDomains } from '../../../test/settle-domains.ts';
import { type Person, useTestServer } from '../../../test/support.ts';
import { createSystemCtx } from '../../platform/http/context.ts';
import { DnsFailure } from './dns-provider.ports.ts';

const server = useTestServer({ name: 'dns_org_end', environment: { DNS_INTERVAL_SECONDS: '60' } });
const zone = 'gone.example.org';
const mine = { name: `mine.${zone}`, type: 'A' as const, ttl: 60, values: ['198.51.100.1'] };
let owner: Person;

const hasOrg = async (): Promise<boolean> => {
  const rows = await server.app.database.system('test', (tx) =>
    tx.selectFrom('orgs').select('id').where('id', '=', owner.orgId).execute(),
  );
  return rows.length > 0;
};

/** As it comes every minute. */
async function sweep(): Promise<void> {
  const job = server.app.jobKinds.find((one) => one.job.kind === 'dns.sweep');
  const log = createLog({ level: 'error', destination: { write: () => {} } });
  const ctx = createSystemCtx({ requestId: 'test', log, clock: systemClock, signal: new AbortController().signal }, 'job');
  await job?.run({ ...ctx, kind: 'job', jobId: 'test', attempt: 1 }, {});
}

const names = (): string[] => server.zones.setsOf(zone).map(({ name }) => name);

beforeAll(async () => {
  owner = await server.signIn('owner@example.com');
  const made = await owner.post('/api/v1/credentials', {
    ...{ credential_provider: 'cloudflare', kind: 'api_token', schema_version: 1, name: 'zones', secret: { token: 't' } },
    ...{ scope_kind: 'service', scope_version: 1, scope: { service: 'dns' } },
  });
  server.zones.put(zone, mine);
  const domain = await owner.post('/api/v1/dns/domains', { domain_name: zone, credential_id: made.body.id });
  const record = { name: 'api', type: 'A', values: ['192.0.2.1'] };
  expect((await owner.post(`/api/v1/dns/domains/${domain.body.id}/records`, record)).status).toBe(201);
  // What has the domain goes with the organization, and does not keep it.
  const cluster = await owner.post('/api/v1/clusters', { name: 'blue' });
  const attached = await owner.post(`/api/v1/clusters/${cluster.body.id}/captain-domain`, { domain_id: domain.body.id });
  expect(attached.status).toBe(200);
  await settleDomains(server);
  expect(names()).toContain(`api.${zone}`);
});

describe('an organization with domains', () => {
  it('says before it is deleted that they go with it', async () => {
    const { body } = await owner.get(`/api/orgs/${owner.orgId}/deletion`);
    expect(body.contents).toContainEqual({ kind: 'DNS domains', count: 1 });
    expect(body.contents).toContainEqual({ kind: 'clusters', count: 1 });
  });

  it('takes its records out of the zones before it is gone, also when the provider fails at first, and leaves those of others', async () => {
    server.zones.fault = () => {
      throw new DnsFailure('unreachable', 'The provider does not answer.');
    };
    const { body } = await owner.get(`/api/orgs/${owner.orgId}/deletion`);
    expect((await owner.delete(`/api/orgs/${owner.orgId}?confirm=${body.slug}`)).status).toBe(202);
    await settleDomains(server);
    expect([await hasOrg(), names().includes(`api.${zone}`)]).toEqual([true, true]);
    server.zones.fault = () => {};
    await server.app.database.system('the time to try again has come', (tx) =>
      tx
        .updateTable('dns_domains')
        .set({ next_at: new Date(0) })
        .where('org_id', '=', owner.orgId)
        .execute(),
    );
    await sweep();
    await waitUntil(
      async () => {
        await server.settle();
        return !(await hasOrg());
      },
      { describe: 'the organization to be gone' },
    );
    expect(server.zones.setsOf(zone)).toEqual([mine]);
  });
});

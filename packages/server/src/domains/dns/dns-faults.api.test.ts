/** What may go wrong on the way to a provider, and that the zone comes right all the same. */
import { systemClock } from '@moorage/core/clock';
import { waitUntil } from '@moorage/testkit/wait-until';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { putReadyRecords, reconcileOnce } from '../../../test/ready-records.ts';
import { settleDomains } from '../../../test/settle-domains.ts';
import { type Person, useTestServer } from '../../../test/support.ts';
import { DnsFailure, type RecordSet } from './dns-provider.ports.ts';

const environment = { DNS_INTERVAL_SECONDS: '60', DNS_MAX_RECORDS: '20', DATABASE_STATEMENT_TIMEOUT_MS: '150000' };
const server = useTestServer({ name: 'dns_faults', environment });
const credential = {
  ...{ credential_provider: 'cloudflare', kind: 'api_token', schema_version: 1, name: 'zones', secret: { token: 't' } },
  ...{ scope_kind: 'service', scope_version: 1, scope: { service: 'dns' } },
};
let owner: Person;
let credentialId: string;
let count = 0;

beforeAll(async () => {
  owner = await server.signIn('owner@example.com');
  const made = await owner.post('/api/v1/credentials', credential);
  credentialId = made.body.id;
});
beforeEach(() => {
  server.zones.fault = () => {};
});

const stranger = (zone: string): RecordSet => ({ name: `mine.${zone}`, type: 'A', ttl: 60, values: ['198.51.100.1'] });

async function begin(): Promise<{ id: string; zone: string }> {
  count += 1;
  const zone = `f${count}.example.org`;
  server.zones.put(zone, stranger(zone));
  const made = await owner.post('/api/v1/dns/domains', { domain_name: zone, credential_id: credentialId });
  await settleDomains(server);
  return { id: made.body.id, zone };
}

async function add(domainId: string, name: string, values = ['192.0.2.1']): Promise<string> {
  const made = await owner.post(`/api/v1/dns/domains/${domainId}/records`, { name, type: 'A', values });
  expect(made.status).toBe(201);
  return made.body.id;
}

async function again(domainId: string): Promise<void> {
  server.zones.fault = () => {};
  await owner.call(`/api/v1/dns/domains/${domainId}`, { method: 'PATCH', body: { status: 'pending' } });
  await settleDomains(server);
}

async function statuses(domainId: string): Promise<string[]> {
  const { body } = await owner.get(`/api/v1/dns/domains/${domainId}/records`);
  return body.map((row: { name: string; status: string }) => `${row.name} ${row.status}`).toSorted();
}

function hosts(zone: string): string[] {
  const sets = server.zones.setsOf(zone).filter(({ type }) => type === 'A');
  return sets.map(({ name, values }) => `${name.split('.')[0]} ${values.join(',')}`).toSorted();
}

const run = (domainId: string): Promise<unknown> => reconcileOnce(server.app.jobKinds, domainId);

describe('a provider that fails', () => {
  const steps = (['find', 'read', 'apply'] as const).flatMap((call) =>
    (['before', 'after'] as const).map((when) => ({ call, when })),
  );
  const reasons = ['throttled', 'unreachable', 'changed', 'crash'] as const;
  const faults = steps.flatMap((step) => reasons.map((reason) => ({ ...step, reason })));

  it.each(faults.filter(({ call, when }) => call === 'apply' || when === 'before'))(
    'with $reason $when $call leaves a zone that comes right',
    async ({ call, when, reason }) => {
      const { id, zone } = await begin();
      const gone = await add(id, 'gone');
      await settleDomains(server);
      let left = 1;
      server.zones.fault = (asked, at) => {
        if (asked !== call || at !== when || left === 0) return;
        left -= 1;
        // What ends a process is no failure that anybody has a word for.
        throw reason === 'crash' ? new Error('killed') : new DnsFailure(reason, 'It is so.');
      };
      await owner.delete(`/api/v1/dns/records/${gone}`);
      await add(id, 'a');
      await add(id, 'b', ['192.0.2.2']);
      await run(id).catch(() => {});
      await again(id);
      expect(await statuses(id)).toEqual(['a ready', 'b ready']);
      expect(hosts(zone)).toEqual(['a 192.0.2.1', 'b 192.0.2.2', 'mine 198.51.100.1']);
      expect(server.zones.setsOf(zone)).toHaveLength(9);
    },
  );

  it('refuses one record, and the others of its batch come', async () => {
    const { id, zone } = await begin();
    await owner.post(`/api/v1/dns/domains/${id}/records`, { name: 'bad', type: 'TXT', values: ['unacceptable'] });
    for (const name of ['a', 'b']) await add(id, name);
    await again(id);
    expect(await statuses(id)).toEqual(['a ready', 'b ready', 'bad failed']);
    const { body } = await owner.get(`/api/v1/dns/domains/${id}/records?status=failed`);
    expect(body[0]).toMatchObject({ owner: 'autoglue', last_error: 'The value is refused.' });
    expect(hosts(zone)).toEqual(['a 192.0.2.1', 'b 192.0.2.1', 'mine 198.51.100.1']);
  });

  it('is tried again by itself, later each time', async () => {
    const { id } = await begin();
    await owner.post(`/api/v1/dns/domains/${id}/records`, { name: 'bad', type: 'TXT', values: ['unacceptable'] });
    await settleDomains(server);
    const waits = async () => {
      const rows = await server.app.database.system('test', (tx) =>
        tx.selectFrom('dns_records').select(['attempts', 'next_at']).where('domain_id', '=', id).execute(),
      );
      return rows.map(({ attempts, next_at: at }) => [
        attempts,
        Math.round(((at?.getTime() ?? 0) - systemClock.now().getTime()) / 60_000),
      ]);
    };
    const [first] = await waits();
    expect(first?.[0]).toBe(1);
    await server.app.database.system('test', (tx) =>
      tx.updateTable('dns_records').set({ next_at: systemClock.now() }).where('domain_id', '=', id).execute(),
    );
    await run(id);
    const [second] = await waits();
    expect(second?.[0]).toBe(2);
    const domain = await server.app.database.system('test', (tx) =>
      tx.selectFrom('dns_domains').select('next_at').where('id', '=', id).executeTakeFirstOrThrow(),
    );
    expect(domain.next_at?.getTime()).toBeGreaterThan(systemClock.now().getTime());
  });
});

describe('a provider that does not answer one organization', () => {
  it('holds up none of another', async () => {
    const other = await server.signIn('other@example.com');
    const kept = await other.post('/api/v1/credentials', credential);
    const slow = await Promise.all([1, 2, 3, 4].map(() => begin()));
    server.zones.put('quick.example.org');
    const { body: quick } = await other.post('/api/v1/dns/domains', {
      ...{ domain_name: 'quick.example.org', credential_id: kept.body.id },
    });
    await settleDomains(server);
    const answer = Promise.withResolvers<void>();
    let held = 0;
    server.zones.fault = async (call, when, edits) => {
      const isSlow = edits.some(({ name }) => slow.some(({ zone }) => name.endsWith(zone)));
      if (call !== 'apply' || when !== 'before' || !isSlow) return;
      held += 1;
      await answer.promise;
    };
    try {
      await Promise.all(slow.map(({ id }) => add(id, 'a')));
      await waitUntil(() => held > 0, { describe: 'the provider to be asked' });
      const path = `/api/v1/dns/domains/${quick.id}/records`;
      await other.post(path, { name: 'a', type: 'A', values: ['192.0.2.1'] });
      const isReady = async (): Promise<boolean> => (await other.get(path)).body[0]?.status === 'ready';
      await waitUntil(isReady, { timeoutMs: 60_000, describe: 'the record of the other organization' });
      for (const { id } of slow) expect(await statuses(id)).toEqual(['a pending']);
    } finally {
      answer.resolve();
    }
    await settleDomains(server);
    for (const { id } of slow) expect(await statuses(id)).toEqual(['a ready']);
  });
});

describe('two workers at once', () => {
  it('do what one does', async () => {
    const { id, zone } = await begin();
    for (let index = 0; index < 6; index += 1) await add(id, `h${index}`);
    await Promise.all([run(id), run(id), settleDomains(server)]);
    await again(id);
    expect(new Set((await statuses(id)).map((text) => text.split(' ')[1]))).toEqual(new Set(['ready']));
    expect(hosts(zone)).toHaveLength(7);
  });

  it('do not undo what was said meanwhile', async () => {
    const { id, zone } = await begin();
    const record = await add(id, 'a');
    await settleDomains(server);
    let isSaid = false;
    server.zones.fault = async (call, when) => {
      if (call !== 'apply' || when !== 'after' || isSaid) return;
      isSaid = true;
      await owner.call(`/api/v1/dns/records/${record}`, { method: 'PATCH', body: { values: ['192.0.2.3'] } });
    };
    await owner.call(`/api/v1/dns/records/${record}`, { method: 'PATCH', body: { values: ['192.0.2.2'] } });
    await settleDomains(server);
    expect([isSaid, hosts(zone)]).toEqual([true, ['a 192.0.2.3', 'mine 198.51.100.1']]);
  });
});

describe('drift', () => {
  it('is found and repaired, and nothing else is', async () => {
    const { id, zone } = await begin();
    await add(id, 'a');
    await add(id, 'b');
    await settleDomains(server);
    const before = server.zones.setsOf(zone);
    for (const set of before.filter(({ name }) => name === `a.${zone}`))
      server.zones.put(zone, { ...set, values: ['203.0.113.9'] });
    for (const set of before.filter(({ name }) => name === `extdns-b.${zone}`)) server.zones.remove(zone, set);
    await again(id);
    const text = (sets: readonly RecordSet[]) => sets.map((set) => JSON.stringify(set)).toSorted();
    expect(text(server.zones.setsOf(zone))).toEqual(text(before));
  });
});

describe('ten thousand records that are as they should be', () => {
  it('are read once and written never', async () => {
    const { id, zone } = await begin();
    await putReadyRecords(server.app.database, server.zones, { orgId: owner.orgId, domainId: id, zone, count: 10_000 });
    server.zones.asked.length = 0;
    expect(await run(id)).toEqual({ kind: 'done' });
    expect(server.zones.asked).toEqual([`read ${zone}`]);
  }, 180_000);
});

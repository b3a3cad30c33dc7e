/** The inventory of a fleet by HTTP, as its clients ask for it: long lists, one large cluster, single reads and writes by a key. */
import { createFakeZones, type FakeZones } from '@moorage/server/adapters/cloud/zones/zones.fake';
import { sql } from '../packages/server/test/database.ts';
import { nodeWith } from '../packages/server/test/infra-scene.ts';
import { forgetLook, putReadyRecords, reconcileOnce } from '../packages/server/test/ready-records.ts';
import type { Benchmark, Measurement } from './lib/benchmark.ts';
import { type Headers, type SignedInApp, startSignedInApp } from './lib/signed-in-app.ts';
import { median, pairedRatio, quantile, rounded } from './lib/statistics.ts';

const defaultObjects = 1_000;
const defaultRounds = 15;
const nodesOfCluster = 200;
const recordCount = 10_000;
/** Requests of a burst, and how many of them are under way at once. */
const burst = 200;
const atOnce = 16;

interface Subject extends SignedInApp {
  readonly zones: FakeZones;
}

interface Question {
  readonly path: string;
  readonly headers: Headers;
  readonly method?: string;
  readonly body?: unknown;
}

async function ask({ app }: Subject, { path, headers, method = 'GET', body }: Question): Promise<unknown> {
  const sent = body === undefined ? headers : { ...headers, 'content-type': 'application/json' };
  const content = body === undefined ? {} : { body: JSON.stringify(body) };
  const response = await fetch(`${app.http.url()}/api/v1${path}`, { method, headers: sent, ...content });
  const answer: unknown = response.status === 204 ? undefined : await response.json();
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${JSON.stringify(answer)}`);
  return answer;
}

async function make(subject: Subject, path: string, body: object): Promise<string> {
  const headers = subject.person.credentials['org key'];
  return String(Object(await ask(subject, { path, headers, method: 'POST', body })).id);
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const beganAt = performance.now();
  await work();
  return performance.now() - beganAt;
}

/** So many times, a few at once. */
async function often(work: (turn: number) => Promise<unknown>): Promise<void> {
  const turns = Array.from({ length: burst }, (_, turn) => turn).values();
  const worker = async (): Promise<void> => {
    for (const turn of turns) await work(turn);
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
}

interface Pair {
  readonly own: () => Promise<unknown>;
  readonly bare: () => Promise<unknown>;
}

/** Milliseconds of both, in turns. */
async function inTurns({ own, bare }: Pair, rounds: number): Promise<{ own: number[]; bare: number[] }> {
  const found = { own: new Array<number>(), bare: new Array<number>() };
  for (let round = 0; round <= rounds; round += 1) {
    const [bareMs, ownMs] = [await timed(bare), await timed(own)];
    // The first one warms up.
    if (round === 0) continue;
    found.bare.push(bareMs);
    found.own.push(ownMs);
  }
  return found;
}

async function measureTime(name: string, reference: string, pair: Pair, rounds: number): Promise<Measurement> {
  const { own, bare } = await inTurns(pair, rounds);
  const ratio = rounded(pairedRatio(own, bare));
  const details = { p95: rounded(quantile(own, 0.95)), samples: own.length };
  return {
    ...{ name, unit: 'ms', value: rounded(median(own)), details },
    reference: { name: reference, value: rounded(median(bare)), ratio },
  };
}

async function measureSpeed(name: string, reference: string, pair: Pair, rounds: number): Promise<Measurement> {
  const { own, bare } = await inTurns({ own: () => often(pair.own), bare: () => often(pair.bare) }, rounds);
  const speed = (times: readonly number[]): number[] => times.map((ms) => (burst * 1_000) / ms);
  return {
    ...{ name, unit: 'req/s', value: rounded(median(speed(own))) },
    reference: { name: reference, value: rounded(median(speed(bare))), ratio: rounded(pairedRatio(speed(own), speed(bare))) },
  };
}

/** A statement of the same data, in a transaction of the organization. */
function bareOf({ app, person }: Subject, statement: (orgId: string) => ReturnType<typeof sql>): () => Promise<unknown> {
  return () => app.database.tenant([person.orgId], async (tx) => await statement(person.orgId).execute(tx));
}

async function makeServers(subject: Subject, count: number): Promise<string[]> {
  const headers = subject.person.credentials['org key'];
  const keyId = await make(subject, '/ssh', { name: 'nodes', type: 'ed25519' });
  const ids: string[] = [];
  while (ids.length < count) {
    const servers = Array.from({ length: Math.min(100, count - ids.length) }, (_, index) => ({
      ...nodeWith(keyId),
      hostname: `node-${ids.length + index}`,
    }));
    const made = await ask(subject, { path: '/servers/bulk', headers, method: 'POST', body: { servers } });
    ids.push(...Array.from(Object(made), (one) => String(Object(one).id)));
  }
  return ids;
}

async function makeCluster(subject: Subject, serverIds: readonly string[]): Promise<string> {
  const headers = subject.person.credentials['org key'];
  const clusterId = await make(subject, '/clusters', { name: 'large' });
  const poolId = await make(subject, '/node-pools', { name: 'large', role: 'worker' });
  const attached = { path: `/node-pools/${poolId}/servers`, headers, method: 'POST', body: { server_ids: serverIds } };
  await ask(subject, attached);
  const pools = { path: `/clusters/${clusterId}/node-pools`, headers, method: 'POST', body: { node_pool_id: poolId } };
  await ask(subject, pools);
  return clusterId;
}

async function measureReads(subject: Subject, objects: number, rounds: number): Promise<Measurement[]> {
  const { 'org key': pair, 'user key': key } = subject.person.credentials;
  const serverIds = await makeServers(subject, objects);
  const clusterId = await makeCluster(subject, serverIds.slice(0, nodesOfCluster));
  const [first = ''] = serverIds;
  const list = await measureTime(
    `list of ${objects} servers by org key`,
    'the bare query',
    {
      own: () => ask(subject, { path: '/servers', headers: pair }),
      bare: bareOf(subject, (orgId) => sql`select * from servers where org_id = ${orgId} order by created_at desc, id desc`),
    },
    rounds,
  );
  const cluster = await measureTime(
    `cluster with ${Math.min(nodesOfCluster, objects)} nodes by org key`,
    'the bare query of its nodes',
    {
      own: () => ask(subject, { path: `/clusters/${clusterId}`, headers: pair }),
      bare: bareOf(
        subject,
        (orgId) => sql`select s.* from servers s join node_pool_servers p on p.server_id = s.id where p.org_id = ${orgId}`,
      ),
    },
    rounds,
  );
  const one = await measureSpeed(
    'one server by user key',
    'the bare query',
    {
      own: () => ask(subject, { path: `/servers/${first}`, headers: key }),
      bare: bareOf(subject, (orgId) => sql`select * from servers where org_id = ${orgId} and id = ${first}`),
    },
    rounds,
  );
  return [list, cluster, one];
}

async function measureWrites(subject: Subject, rounds: number): Promise<Measurement> {
  const headers = subject.person.credentials['org key'];
  let count = 0;
  const next = (): string => `value-${(count += 1)}`;
  // Of as many rows as there are writers, so that none waits for another but where all of them do.
  const ids: string[] = [];
  for (let index = 0; index < atOnce; index += 1) ids.push(await make(subject, '/labels', { key: `bench-${index}`, value: 'v' }));
  const idOf = (): string => ids[count % ids.length] ?? '';
  return await measureSpeed(
    'changes of labels by org key, audited',
    'the bare statement',
    {
      own: () => ask(subject, { path: `/labels/${idOf()}`, headers, method: 'PATCH', body: { value: next() } }),
      bare: bareOf(
        subject,
        (orgId) => sql`update node_metadata set value = ${next()} where org_id = ${orgId} and id = ${idOf()}`,
      ),
    },
    rounds,
  );
}

async function measureZone(subject: Subject, rounds: number): Promise<Measurement[]> {
  const { app, zones, person } = subject;
  const zone = 'bench.example.org';
  zones.put(zone);
  const credentialId = await make(subject, '/credentials', {
    ...{ credential_provider: 'cloudflare', kind: 'api_token', schema_version: 1, name: 'zones', secret: { token: 't' } },
    ...{ scope_kind: 'service', scope_version: 1, scope: { service: 'dns' } },
  });
  const domainId = await make(subject, '/dns/domains', { domain_name: zone, credential_id: credentialId });
  await reconcileOnce(app.jobKinds, domainId);
  await putReadyRecords(app.database, zones, { orgId: person.orgId, domainId, zone, count: recordCount });
  zones.asked.length = 0;
  const time = await measureTime(
    `look at ${recordCount} records that are right`,
    'the bare query',
    {
      own: async () => {
        await forgetLook(app.database, domainId);
        await reconcileOnce(app.jobKinds, domainId);
      },
      bare: bareOf(subject, () => sql`select * from dns_records where domain_id = ${domainId}`),
    },
    rounds,
  );
  const looks = rounds + 1;
  const reads = zones.asked.filter((what) => what.startsWith('read ')).length / looks;
  const writes = zones.asked.length - reads * looks;
  return [
    time,
    { name: 'reads of the provider a look', unit: 'requests', value: reads, limit: 1 },
    { name: 'changes at the provider', unit: 'requests', value: writes, limit: 0 },
  ];
}

export const inventory: Benchmark = {
  name: 'inventory',
  what:
    'A fleet by HTTP with keys: a list of 1,000 servers, a cluster with 200 nodes, single reads and audited changes, 16 at once, each in turns ' +
    'with the bare statement in the same process; and a look at a domain of 10,000 records whose zone is in memory.',
  async run({ objects = defaultObjects, rounds = defaultRounds }) {
    const zones = createFakeZones();
    const started = await startSignedInApp(0, { zones });
    const subject = { ...started, zones };
    try {
      const reads = await measureReads(subject, objects, rounds);
      return [...reads, await measureWrites(subject, rounds), ...(await measureZone(subject, Math.min(rounds, 5)))];
    } finally {
      await started.stop();
    }
  },
};

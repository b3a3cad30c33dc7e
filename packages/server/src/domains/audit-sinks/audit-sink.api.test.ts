/** A receiver on this machine, and the trail that comes to it. */
import { createHmac } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import { waitUntil } from '@moorage/testkit/wait-until';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Person, useTestServer } from '../../../test/support.ts';

const server = useTestServer({ name: 'audit_sinks' });

interface Delivery {
  readonly headers: Readonly<Record<string, unknown>>;
  readonly text: string;
  readonly events: readonly { readonly seq: number; readonly event: string; readonly hash: string }[];
}

const deliveries: Delivery[] = [];
let receiver: Server;
let origin: string;
/** Of this test alone: the webhooks of those before go on. */
let url: string;
let status = 200;
let ada: Person;

beforeAll(async () => {
  receiver = createServer((request, response) => {
    let text = '';
    request.on('data', (chunk: Buffer) => (text += chunk.toString()));
    request.on('end', () => {
      const isOfThisTest = url.endsWith(request.url ?? '');
      if (isOfThisTest && status === 200) deliveries.push({ headers: request.headers, text, events: JSON.parse(text).events });
      response.writeHead(isOfThisTest ? status : 200).end();
    });
  });
  await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));
  const address = receiver.address();
  origin = `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`;
});
afterAll(() => {
  receiver.closeAllConnections();
  receiver.close();
});
beforeEach(async () => {
  status = 200;
  deliveries.length = 0;
  const name = `ada${Math.trunc(performance.now() * 1000)}`;
  url = `${origin}/${name}`;
  ada = await server.signIn(`${name}@example.com`);
});

const seqs = (): number[] => deliveries.flatMap((one) => one.events.map((event) => event.seq));
const create = (body: object = {}) => ada.post('/api/audit/sinks', { orgId: ada.orgId, url, ...body });
const pathOf = (id: string, what = ''): string => `/api/audit/sinks/${id}${what}?org_id=${ada.orgId}`;
const shown = async (): Promise<{ status: string; failures: number; lastError: string | null; deliveredSeq: number }> =>
  (await ada.get(`/api/audit/sinks?org_id=${ada.orgId}`)).body[0];

/** What waits for its next attempt is due now. */
async function hurry(): Promise<void> {
  await server.app.database.execute(`update jobs.job set start_after = now() where name = 'audit.delivery' and state < 'active'`);
  await server.app.database.system('test', (tx) => server.app.database.notify(tx, 'moorage_jobs', 'audit.delivery'));
  await server.settle();
}

/** A delivery says how it went before its job is back in the queue, so once may be too early. */
async function hurryUntil(what: string, isSo: (now: Awaited<ReturnType<typeof shown>>) => boolean): Promise<void> {
  const look = async (): Promise<true | undefined> => {
    await hurry();
    return isSo(await shown()) ? true : undefined;
  };
  await waitUntil(look, { describe: what });
}

describe('a webhook', () => {
  it('gets the trail from its start, in order, each delivery signed', async () => {
    for (let index = 0; index < 4; index += 1) await ada.post('/api/teams', { orgId: ada.orgId, name: `T${index}` });
    const { body: sink, status: created } = await create({ fromStart: true });
    expect([created, sink.secret]).toEqual([201, expect.stringMatching(/^mas_.{43}$/)]);
    await waitUntil(() => (seqs().length >= 6 ? true : undefined), { describe: () => `deliveries: ${seqs().join()}` });
    expect(seqs().slice(0, 6)).toEqual([1, 2, 3, 4, 5, 6]);
    for (const { headers, text } of deliveries) {
      const [, time, signature] = /^t=(\d+),v1=([0-9a-f]{64})$/.exec(String(headers['moorage-signature'])) ?? [];
      expect(createHmac('sha256', sink.secret).update(`${time}.${text}`).digest('hex')).toBe(signature);
    }
    await waitUntil(async () => ((await shown()).status === 'delivering' ? true : undefined), { describe: 'delivering' });
    expect(JSON.stringify(await shown())).not.toContain('mas_');
  });

  it('gets nothing twice and misses nothing while it is away', async () => {
    status = 503;
    await create({ fromStart: true });
    await waitUntil(async () => ((await shown()).status === 'failing' ? true : undefined), { describe: 'failing' });
    expect(await shown()).toMatchObject({ failures: 1, lastError: 'The receiver answered 503.', deliveredSeq: 0 });
    await hurryUntil('two failures', ({ failures }) => failures >= 2);
    status = 200;
    await hurryUntil('deliveries', ({ deliveredSeq }) => deliveredSeq >= 2);
    expect(seqs()).toEqual(seqs().map((_seq, index) => index + 1));
    expect(await shown()).toMatchObject({ status: 'delivering', failures: 0, lastError: null });
  });

  it('is given up after three days, with the reason, and can be turned on again', async () => {
    status = 500;
    const { body: sink } = await create();
    await ada.post('/api/teams', { orgId: ada.orgId, name: 'New' });
    await hurry();
    await waitUntil(async () => ((await shown()).status === 'failing' ? true : undefined), { describe: 'failing' });
    await server.app.database.system('test', (tx) =>
      tx
        .updateTable('audit_sinks')
        .set({ failing_since: new Date(0) })
        .where('id', '=', sink.id)
        .execute(),
    );
    await hurryUntil('disabled', (now) => now.status === 'disabled');
    expect(await shown()).toMatchObject({ disabledReason: 'Nothing was taken for 3 days.' });
    const { body: found } = await ada.get(`/api/audit?org_id=${ada.orgId}&event=audit_sink.disabled`);
    expect(found).toMatchObject([{ actor: { kind: 'system' }, data: { lastError: 'The receiver answered 500.' } }]);
    status = 200;
    await ada.call(pathOf(sink.id), { method: 'PUT', body: { enabled: true } });
    await waitUntil(() => (deliveries.length > 0 ? true : undefined), { describe: 'deliveries' });
  });

  it('is tried without events', async () => {
    const { body: sink } = await create();
    expect((await ada.post(pathOf(sink.id, '/test'))).body).toEqual({ ok: true, status: 200, message: 'The receiver took it.' });
    expect(deliveries.some((one) => one.events.length === 0)).toBe(true);
    status = 404;
    expect((await ada.post(pathOf(sink.id, '/test'))).body).toEqual({
      ok: false,
      status: null,
      message: 'The receiver answered 404.',
    });
  });

  it('does not lead to networks that are not public', async () => {
    for (const bad of ['https://169.254.169.254/', 'http://example.com/', 'https://10.0.0.1/', 'https://u:p@example.com/']) {
      expect([bad, (await create({ url: bad })).status]).toEqual([bad, 400]);
    }
  });

  it('is of one organization, and one of few', async () => {
    const { body: sink } = await create();
    const eve = await server.signIn('eve@example.com');
    expect((await eve.delete(`/api/audit/sinks/${sink.id}?org_id=${eve.orgId}`)).status).toBe(404);
    expect((await eve.delete(pathOf(sink.id))).status).toBe(404);
    for (let index = 0; index < 4; index += 1) await create();
    expect((await create()).body).toMatchObject({ code: 'limit_exceeded' });
    expect((await ada.delete(pathOf(sink.id))).status).toBe(204);
    expect((await create()).status).toBe(201);
  });
});

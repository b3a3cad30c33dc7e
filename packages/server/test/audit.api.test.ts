/** Every route that changes something leaves the event that its contract names. */
import { beforeAll, describe, expect, it } from 'vitest';
import { contracts } from '../src/contracts.ts';
import { samples } from './samples.ts';
import { type Scene, setScene } from './scene.ts';
import { type Person, useTestServer } from './support.ts';

const server = useTestServer({ name: 'audit' });
let owner: Person;

beforeAll(async () => {
  owner = await server.signIn('owner@example.com');
});

function recorded(event: string): Promise<{ id: string; request_id: string; actor_email: string | null }[]> {
  return server.app.database.system('test', (tx) =>
    tx.selectFrom('audit_events').select(['id', 'request_id', 'actor_email']).where('event', '=', event).execute(),
  );
}

/** What the sample of a route needs and no scene has: there is one store of secrets, and a switch of it is under way. */
const prepared: Readonly<Record<string, () => Promise<void>>> = {
  'secretStore.switch': switchStore,
  'secretStore.cancel': switchStore,
};

async function switchStore(): Promise<void> {
  await server.settle();
  const choice = { store: 'vault', previous: 'built-in', requested_at: new Date(0), finished_at: null };
  await server.app.database.system('test', (tx) => tx.updateTable('secret_store_choice').set(choice).execute());
}

const mutating = contracts.filter((route) => route.method !== 'GET');

describe('the audit trail', () => {
  it('has an event, or a reason for none, in the contract of every route that changes something', () => {
    expect(mutating.filter((route) => route.audit === undefined).map((route) => route.id)).toEqual([]);
  });

  it.each(mutating.filter((route) => typeof route.audit === 'string'))(
    '$id leaves $audit once, with who and when',
    async (route) => {
      const person = route.id === 'identity.logout' ? await server.signIn('owner@example.com') : owner;
      const scene: Scene = await setScene(server, owner, samples[route.id]);
      const sample = samples[route.id]?.(scene);
      const event = typeof route.audit === 'string' ? route.audit : '';
      await prepared[route.id]?.();
      const before = await recorded(event);
      const headers = { 'x-request-id': `audit-${route.id}` };
      const { path = '', ...rest } = sample ?? {};
      const answer = await person.call(path, { method: route.method, headers, ...rest });
      expect(answer.status).toBeLessThan(400);
      const fresh = (await recorded(event)).filter((row) => !before.some((known) => known.id === row.id));
      expect(fresh).toMatchObject([{ request_id: `audit-${route.id}`, actor_email: 'owner@example.com' }]);
    },
  );

  it('numbers the events of an organization without gaps, however many write at once', async () => {
    const person = await server.signIn('many@example.com');
    await Promise.all(
      Array.from({ length: 12 }, (_, index) => person.post('/api/teams', { orgId: person.orgId, name: `T${index}` })),
    );
    const rows = await server.app.database.system('test', (tx) =>
      tx.selectFrom('audit_events').select('seq').where('org_id', '=', person.orgId).orderBy('seq').execute(),
    );
    expect(rows.map((row) => Number(row.seq))).toEqual(Array.from({ length: 13 }, (_, index) => index + 1));
  });

  it('pages, and is read by those who lead the organization only', async () => {
    const first = await owner.get(`/api/audit?org_id=${owner.orgId}&limit=2`);
    const next = /<([^>]+)>; rel="next"/.exec(first.headers.get('link') ?? '')?.[1] ?? '';
    const second = await owner.get(next);
    expect([first.body.length, second.body.length]).toEqual([2, 2]);
    expect(new Set([...first.body, ...second.body].map((one: { id: string }) => one.id)).size).toBe(4);
  });
});

import { systemClock } from '@moorage/core/clock';
import { beforeAll, describe, expect, it } from 'vitest';
import { type Person, useTestServer } from '../../../test/support.ts';

const server = useTestServer({ name: 'device-login' });
let ada: Person;

beforeAll(async () => {
  ada = await server.signIn('ada@example.com');
});

interface Asked {
  readonly deviceCode: string;
  readonly userCode: string;
}

async function ask(body: Record<string, unknown> = {}): Promise<Asked> {
  const answer = await server.anybody.post('/api/device/code', { client: 'moorage on build-1', ...body });
  expect(answer.status).toBe(200);
  return answer.body;
}

const poll = (deviceCode: string, code?: string) =>
  server.anybody.post('/api/device/token', code === undefined ? { deviceCode } : { deviceCode, code });

async function errorOf(deviceCode: string, code?: string): Promise<string> {
  const { status, body } = await poll(deviceCode, code);
  expect([status, body.code]).toEqual([400, 'invalid_request']);
  return body.error;
}

/** The time that passed since it was asked or polled, moved in the database. */
async function later(column: 'expires_at' | 'polled_at', seconds: number): Promise<void> {
  const at = new Date(systemClock.now().getTime() - seconds * 1000);
  await server.app.database.system('test: time passes', (tx) =>
    tx
      .updateTable('device_logins')
      .set({ [column]: at })
      .execute(),
  );
}

const approve = (person: Person, { userCode }: Asked, body: unknown = {}) => person.post(`/api/device/${userCode}/approve`, body);
const bearer = (key: string) => server.caller({ authorization: `Bearer ${key}` });

describe('a program', () => {
  it('gets a key when somebody confirms its code, once', async () => {
    const asked = await ask({ keyName: 'build-1', expiresInDays: 7 });
    expect(asked.userCode).toMatch(/^[BCDFGHJKLMNPQRSTVWXZ]{4}-[BCDFGHJKLMNPQRSTVWXZ]{4}$/);
    expect(await errorOf(asked.deviceCode)).toBe('authorization_pending');
    const shown = await ada.get(`/api/device/${asked.userCode.toLowerCase()}`);
    expect(shown.body).toMatchObject({
      client: 'moorage on build-1',
      ipAddress: '127.0.0.1',
      state: 'waiting',
      grant: 'api-key',
    });
    expect((await approve(ada, asked)).body).toEqual({ redirectTo: null });
    const { status, body } = await poll(asked.deviceCode);
    expect([status, body.cookie, body.apiKey.name]).toEqual([200, null, 'build-1']);
    const days = (Date.parse(body.apiKey.expiresAt) - systemClock.now().getTime()) / 86_400_000;
    expect(Math.round(days)).toBe(7);
    expect((await bearer(body.apiKey.key).get('/api/me')).body.email).toBe('ada@example.com');
    expect((await ada.get('/api/keys')).body.map((key: { name: string }) => key.name)).toContain('build-1');
    expect(await errorOf(asked.deviceCode)).toBe('invalid_grant');
    expect((await approve(ada, asked)).status).toBe(409);
  });

  it('gets one key however often it asks at once', async () => {
    const asked = await ask({ keyName: 'race' });
    await approve(ada, asked);
    const answers = await Promise.all(Array.from({ length: 10 }, () => poll(asked.deviceCode)));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    const keys = (await ada.get('/api/keys')).body.filter((key: { name: string }) => key.name === 'race');
    expect(keys).toHaveLength(1);
  });

  it('gets no more scopes than the person leaves it', async () => {
    const asked = await ask({ scopes: ['orgs:read', 'teams:read'] });
    expect((await approve(ada, asked, { scopes: ['orgs:read', 'deployments:write'] })).status).toBe(400);
    expect((await approve(ada, asked, { scopes: ['orgs:read'] })).status).toBe(200);
    const { body } = await poll(asked.deviceCode);
    expect(body.apiKey.scopes).toEqual(['orgs:read']);
    expect((await bearer(body.apiKey.key).get('/api/teams')).status).toBe(403);
  });

  it('gets nothing after a refusal, and nothing when its time is over', async () => {
    const refused = await ask();
    expect((await ada.post(`/api/device/${refused.userCode}/deny`)).status).toBe(200);
    expect(await errorOf(refused.deviceCode)).toBe('access_denied');
    expect((await approve(ada, refused)).status).toBe(409);
    const late = await ask();
    await approve(ada, late);
    await later('expires_at', 1);
    expect(await errorOf(late.deviceCode)).toBe('expired_token');
    expect((await ada.get(`/api/device/${late.userCode}`)).status).toBe(404);
  });

  it('is told to slow down when it asks too often', async () => {
    const asked = await ask();
    expect(await errorOf(asked.deviceCode)).toBe('authorization_pending');
    // Too often however long this test itself takes, and each time it has to wait longer.
    for (const _ of [1, 2, 3, 4]) {
      await later('polled_at', -60);
      expect(await errorOf(asked.deviceCode)).toBe('slow_down');
    }
    await later('polled_at', 7);
    expect(await errorOf(asked.deviceCode)).toBe('slow_down');
    await later('polled_at', 60);
    expect(await errorOf(asked.deviceCode)).toBe('authorization_pending');
    expect(await errorOf('made-up')).toBe('invalid_grant');
  });

  it('gets nothing for a person who was locked out meanwhile', async () => {
    const eve = await server.signIn('eve@example.com');
    const asked = await ask();
    await approve(eve, asked);
    const disabled = { disabled_at: systemClock.now() };
    await server.app.database.system('test: disable', (tx) =>
      tx.updateTable('users').set(disabled).where('id', '=', eve.userId).execute(),
    );
    expect(await errorOf(asked.deviceCode)).toBe('access_denied');
  });

  it.each([
    [{ client: '' }, 'client'],
    [{ client: 'x\u202Ey' }, 'client'],
    [{ redirectUri: 'https://evil.example/' }, 'redirectUri'],
    [{ expiresInDays: 400 }, 'expiresInDays'],
    [{ scopes: ['everything:write'] }, 'scopes'],
    [{ userId: 'x' }, 'userId'],
  ])('is refused with %j', async (body, path) => {
    const { status, body: answer } = await server.anybody.post('/api/device/code', { client: 'x', ...body });
    expect(status).toBe(400);
    expect(JSON.stringify(answer)).toContain(path);
  });
});

describe('a program beside the browser', () => {
  const redirectUri = 'http://127.0.0.1:4000/callback?state=s1';

  it('needs the code that the browser carries, so that a stranger far away gets nothing by it', async () => {
    const asked = await ask({ redirectUri });
    const { body } = await approve(ada, asked);
    const target = new URL(body.redirectTo);
    expect([target.origin, target.searchParams.get('state')]).toEqual(['http://127.0.0.1:4000', 's1']);
    const code = target.searchParams.get('code') ?? '';
    expect(await errorOf(asked.deviceCode)).toBe('authorization_pending');
    expect(await errorOf(asked.deviceCode, 'made-up')).toBe('invalid_grant');
    expect(await errorOf('made-up', code)).toBe('invalid_grant');
    expect((await poll(asked.deviceCode, code)).status).toBe(200);
    expect(await errorOf(asked.deviceCode, code)).toBe('invalid_grant');
  });

  it('hears of a refusal there', async () => {
    const asked = await ask({ redirectUri });
    const { body } = await ada.post(`/api/device/${asked.userCode}/deny`);
    expect(new URL(body.redirectTo).searchParams.get('error')).toBe('access_denied');
  });
});

describe('a session for one command', () => {
  it('may do what no key may, and ends', async () => {
    const asked = await ask({ grant: 'session' });
    await approve(ada, asked);
    const { body } = await poll(asked.deviceCode);
    const person = server.caller({ cookie: body.cookie, origin: server.url() });
    expect(body.apiKey).toBeNull();
    expect((await person.get('/api/keys')).status).toBe(200);
    expect((await person.call('/logout', { method: 'POST' })).status).toBe(303);
    expect((await person.get('/api/keys')).status).toBe(401);
  });
});

describe('a code', () => {
  it('is answered by people only, never by a key', async () => {
    const { userCode } = await ask();
    const key = await ada.withKey(['orgs:write', 'teams:write', 'deployments:write', 'templates:write']);
    expect((await key.get(`/api/device/${userCode}`)).status).toBe(403);
    expect((await key.post(`/api/device/${userCode}/approve`, {})).status).toBe(403);
    expect((await server.anybody.post(`/api/device/${userCode}/approve`, {})).status).toBe(401);
  });

  it('belongs to whoever answered it', async () => {
    const asked = await ask();
    await approve(ada, asked);
    const other = await server.signIn('other@example.com');
    expect((await other.get(`/api/device/${asked.userCode}`)).status).toBe(404);
    expect((await approve(other, asked)).status).toBe(404);
  });

  it('cannot be guessed: ten wrong ones and the right one is refused as well', async () => {
    const mallory = await server.signIn('mallory@example.com');
    const asked = await ask();
    const tries = await Promise.all(
      Array.from({ length: 15 }, (_, index) => mallory.get(`/api/device/BBBBBBB${'CDFGHJKLMNPQRST'.charAt(index)}`)),
    );
    expect(tries.filter(({ status }) => status === 404)).toHaveLength(10);
    expect(tries.filter(({ status }) => status === 429)).toHaveLength(5);
    const { status, headers } = await approve(mallory, asked);
    expect(status).toBe(429);
    expect(Number(headers.get('retry-after'))).toBeGreaterThan(60);
    expect((await ada.get(`/api/device/${asked.userCode}`)).status).toBe(200);
  });

  it('is nowhere in the database', async () => {
    const asked = await ask();
    const rows = await server.app.database.system('test', (tx) => tx.selectFrom('device_logins').selectAll().execute());
    const text = JSON.stringify(rows);
    for (const secret of [asked.deviceCode, asked.userCode, asked.userCode.replace('-', '')]) expect(text).not.toContain(secret);
  });
});

describe('a key that is given back', () => {
  it('ends at once, for whoever has it, and says nothing of others', async () => {
    const { body } = await ada.post('/api/keys', { name: 'leaked', scopes: ['orgs:read'] });
    expect((await bearer(body.key).get('/api/me')).status).toBe(200);
    const giveBack = (key: string) => server.anybody.post('/api/device/revoke', { key });
    expect((await giveBack(`${body.key.slice(0, -1)}${body.key.endsWith('A') ? 'B' : 'A'}`)).status).toBe(204);
    expect((await bearer(body.key).get('/api/me')).status).toBe(200);
    expect((await giveBack(body.key)).status).toBe(204);
    expect((await bearer(body.key).get('/api/me')).status).toBe(401);
    expect([(await giveBack(body.key)).status, (await giveBack('nonsense')).status]).toEqual([204, 204]);
  });
});

describe('the trail', () => {
  it('tells who let which program in, and from where it asked', async () => {
    const asked = await ask({ client: 'traced' });
    await approve(ada, asked);
    await poll(asked.deviceCode);
    const rows = await server.app.database.system('test', (tx) =>
      tx.selectFrom('audit_events').select(['event', 'actor_email', 'data']).where('target_name', '=', 'traced').execute(),
    );
    expect(rows).toMatchObject([
      { event: 'device_login.approved', actor_email: 'ada@example.com', data: { askedFrom: '127.0.0.1' } },
      { event: 'api_key.created', actor_email: 'ada@example.com', data: { by: 'device' } },
    ]);
  });
});

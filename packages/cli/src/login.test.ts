import { describe, expect, it } from 'vitest';
import type { BrowserAnswer, CliIo } from './io.ts';
import { createProgram, runProgram } from './program.ts';
import { type Answer, type FakeIo, fakeIo } from './test-support.ts';

const asked = {
  deviceCode: 'd1',
  userCode: 'BCDF-GHJK',
  verificationUri: 'http://h:1/device',
  verificationUriComplete: 'http://h:1/device?code=BCDF-GHJK',
  expiresIn: 600,
  interval: 5,
};
const apiKey = { id: 'k1', name: 'x', key: 'mk_new', scopes: [], expiresAt: null };
const me = { email: 'a@example.com', orgs: [], teams: [], currentTeamId: null, currentOrgId: null, via: 'api-key' };
const error = (word: string): Answer => ({ status: 400, body: { error: word, code: 'invalid_request', requestId: 'r' } });
const granted: Answer = { status: 200, body: { apiKey, cookie: null } };
const world: Record<string, Answer> = {
  'POST /api/device/code': { status: 200, body: asked },
  'POST /api/device/revoke': { status: 204 },
  'GET /api/config': { status: 200, body: { devMode: false } },
  'GET /api/me': { status: 200, body: me },
};
const configPath = '/home/tester/.config/moorage/config.yaml';

interface Scene {
  /** Answers to the questions for the grant, one after another. */
  readonly grants?: readonly Answer[];
  readonly file?: string;
  readonly more?: Partial<CliIo>;
  readonly answers?: Record<string, Answer>;
}

async function run(words: string, { grants = [granted], file, more, answers }: Scene = {}) {
  const left = [...grants];
  const slept: number[] = [];
  const table = { ...world, ...answers };
  const io: FakeIo = fakeIo(words.split(' '), table, { sleep: async (ms) => void slept.push(ms), ...more });
  const answer = io.fetch;
  const fetch: CliIo['fetch'] = async (input, init) => {
    const next =
      new URL(input instanceof Request ? input.url : input).pathname === '/api/device/token' ? left.shift() : undefined;
    if (next !== undefined) table['POST /api/device/token'] = next;
    return await answer(input, init);
  };
  if (file !== undefined) io.files.set(configPath, file);
  const whole = { ...io, fetch };
  const code = await runProgram(createProgram(whole, '9.9.9'), whole);
  return { code, io, slept, config: io.files.get(configPath) ?? '' };
}

describe('login by a code', () => {
  it('asks until it is confirmed, as often as the server allows', async () => {
    const grants = [error('authorization_pending'), error('slow_down'), error('authorization_pending'), granted];
    const { code, io, slept, config } = await run('login --server http://h:1 --scope orgs:read --expires 7d', { grants });
    expect(code).toBe(0);
    expect(slept).toEqual([5000, 5000, 10_000, 10_000]);
    expect(io.stderr()).toContain('Open http://h:1/device and type the code BCDF-GHJK\n');
    expect(io.requests.find(({ url }) => url === '/api/device/code')?.body).toMatchObject({
      scopes: ['orgs:read'],
      expiresInDays: 7,
    });
    expect(config).toContain('apiKey: mk_new\n    issued: true');
    expect(io.stdout() + io.stderr()).not.toContain('mk_new');
  });

  it.each([
    ['access_denied', 'You refused the command line in the browser.'],
    ['expired_token', 'The code was not confirmed in time.'],
    ['invalid_grant', 'The code is no longer good.'],
  ])('ends at %s', async (word, message) => {
    const { code, io, config } = await run('login --device --server http://h:1', { grants: [error(word)] });
    expect([code, config]).toEqual([77, '']);
    expect(io.stderr()).toContain(message);
  });

  it('ends when it is interrupted', async () => {
    const { code } = await run('login --device', { grants: [], more: { signal: AbortSignal.abort() } });
    expect(code).toBe(77);
  });

  it('refuses what makes no sense before it asks anybody', async () => {
    for (const words of [
      'login --expires never',
      'login --expires 400d',
      'login --device --browser',
      'login --device --scope all',
    ])
      expect((await run(words)).code).toBe(64);
  });
});

describe('login by the browser of this machine', () => {
  const beside = (answer: BrowserAnswer) => {
    const opened: string[] = [];
    let isClosed = false;
    const more: Partial<CliIo> = {
      isTty: true,
      hasBrowser: true,
      openUrl: (url) => void opened.push(url),
      listen: async () => ({
        redirectUri: 'http://127.0.0.1:9/callback?state=s',
        answer: Promise.resolve(answer),
        close: () => {
          isClosed = true;
        },
      }),
    };
    return { more, opened, isClosed: () => isClosed };
  };

  it('sends the code on that the browser brought', async () => {
    const { more, opened, isClosed } = beside({ kind: 'code', code: 'c1' });
    const { code, io, slept } = await run('login --server http://h:1', { more });
    expect([code, isClosed(), slept]).toEqual([0, true, []]);
    expect(opened).toEqual([asked.verificationUriComplete]);
    expect(io.requests.find(({ url }) => url === '/api/device/code')?.body).toMatchObject({
      redirectUri: 'http://127.0.0.1:9/callback?state=s',
    });
    expect(io.requests.find(({ url }) => url === '/api/device/token')?.body).toEqual({ deviceCode: 'd1', code: 'c1' });
  });

  it('ends when it is refused there', async () => {
    const { more, isClosed } = beside({ kind: 'refused' });
    expect([(await run('login', { more })).code, isClosed()]).toEqual([77, true]);
  });

  it('is used for one command that no key may do', async () => {
    const { more } = beside({ kind: 'code', code: 'c1' });
    const answers = { 'GET /api/keys': { status: 200, body: [] }, 'POST /logout': { status: 303 } };
    const grants = [{ status: 200, body: { apiKey: null, cookie: 'sid=s1' } }];
    const { code, io } = await run('keys list --api-key mk_x', { more, answers, grants });
    expect(code).toBe(0);
    expect(io.requests.find(({ url }) => url === '/api/device/code')?.body).toMatchObject({ grant: 'session' });
    expect(io.requests.find(({ url }) => url === '/api/keys')?.headers['cookie']).toBe('sid=s1');
    expect(io.requests.at(-1)?.url).toBe('/logout');
    expect((await run('keys list --api-key mk_x', { answers, grants })).code).toBe(64);
  });
});

describe('the key that login got', () => {
  const file = 'current: h\ncontexts:\n  h: { server: "http://h:1", apiKey: mk_old, issued: true }\n';
  const given = 'current: h\ncontexts:\n  h: { server: "http://h:1", apiKey: mk_own }\n';
  const revoked = (io: FakeIo) => io.requests.filter(({ url }) => url === '/api/device/revoke').map(({ body }) => body);

  it('is ended by logout and forgotten', async () => {
    const { io, config } = await run('logout', { file });
    expect(revoked(io)).toEqual([{ key: 'mk_old' }]);
    expect(io.stdout()).toBe('Signed out of h; its key is revoked.\n');
    expect(config).not.toContain('mk_old');
  });

  it('is forgotten also when the server is away, which is said', async () => {
    const { code, io, config } = await run('logout', { file, answers: { 'POST /api/device/revoke': { status: 503, body: {} } } });
    expect([code, config.includes('mk_old')]).toEqual([0, false]);
    expect(io.stderr()).toContain('The key could not be revoked.');
  });

  it('is ended when another login takes its place', async () => {
    expect(revoked((await run('login --device --context h --server http://h:1', { file })).io)).toEqual([{ key: 'mk_old' }]);
  });

  it('is left alone where the person brought it', async () => {
    const { io } = await run('logout', { file: given });
    expect([revoked(io), io.stdout()]).toEqual([[], 'Forgot the key of h.\n']);
  });
});

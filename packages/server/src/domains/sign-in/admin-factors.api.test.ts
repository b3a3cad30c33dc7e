/** Where administrators need several factors: who has power over the platform gets in only if his provider says so. */
import { describe, expect, it } from 'vitest';
import { useIdentityProvider } from '../../../test/identity-provider.ts';
import { type Answer, type Caller, useTestServer } from '../../../test/support.ts';

const base = 'http://console.localhost';
const provider = useIdentityProvider({ redirectUris: [`${base}/oauth2/callback`] });
const server = useTestServer({
  name: 'admin_factors',
  environment: () => ({ ...provider.environment, DEV_MODE: 'false', BASE_URL: base, REQUIRE_ADMIN_MFA: 'true' }),
});
for (const name of ['ada', 'bob']) provider.put(name, { email: `${name}@example.com`, email_verified: true });

async function come(sub: string, factors: readonly string[]): Promise<Answer> {
  const begun = await server.anybody.get('/login');
  const cookie = begun.headers.getSetCookie()[0]?.split(';')[0] ?? '';
  const callback = await provider.authorize(begun.headers.get('location') ?? '', sub);
  provider.lieOnce({ kind: 'claims', claims: { amr: [...factors] } });
  return await server.anybody.call(callback.replace(base, ''), { headers: { cookie } });
}

async function enter(sub: string, factors: readonly string[]): Promise<Caller> {
  const landed = await come(sub, factors);
  expect(landed.status).toBe(302);
  const session = landed.headers.getSetCookie().find((line) => line.startsWith('session='));
  return server.caller({ cookie: session?.split(';')[0] ?? '' });
}

const refusal = ({ status, body }: Answer): unknown[] => [status, body.details?.reason];

describe('an administrator', () => {
  it('is refused with one factor, the first one too, and gets in with several', async () => {
    expect(refusal(await come('ada', ['pwd']))).toEqual([403, 'mfa_required']);
    const ada = await enter('ada', ['pwd', 'mfa']);
    expect((await ada.get('/api/me')).body).toMatchObject({ platformRole: 'platform_admin' });
    const refused = await server.app.database.system('test', (tx) =>
      tx.selectFrom('audit_events').select('data').where('event', '=', 'sign_in.refused').execute(),
    );
    expect(refused.map((row) => row.data)).toEqual([{ reason: 'mfa_required' }]);
  });

  it('who is made one has to come in again, with several factors', async () => {
    const ada = await enter('ada', ['mfa']);
    const bob = await enter('bob', ['pwd']);
    const { id } = (await bob.get('/api/me')).body;
    const makeKey = async (who: Caller): Promise<Caller> => {
      const made = await who.post('/api/keys', { name: 'k', scopes: ['orgs:read', 'platform:read'] });
      return server.caller({ authorization: `Bearer ${made.body.key}` });
    };
    const early = await makeKey(bob);
    const promoted = await ada.put(`/api/admin/users/${id}`, { platformRole: 'platform_admin' });
    expect(promoted.status).toBe(200);
    expect((await bob.get('/api/me')).status).toBe(401);
    expect(refusal(await come('bob', ['pwd']))).toEqual([403, 'mfa_required']);
    const again = await enter('bob', ['mfa']);
    expect((await again.get('/api/me')).body.platformRole).toBe('platform_admin');
    // A key of the time with one factor works on as that of anybody.
    expect([(await early.get('/api/orgs')).status, (await early.get('/api/admin/users')).status]).toEqual([200, 404]);
    expect((await (await makeKey(again)).get('/api/admin/users')).status).toBe(200);
  });
});

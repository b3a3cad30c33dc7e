import { systemClock } from '@moorage/core/clock';
import { expect, it } from 'vitest';
import { useIdentityProvider } from '../../../test/identity-provider.ts';
import { useTestServer } from '../../../test/support.ts';

const base = 'http://console.localhost';
const provider = useIdentityProvider({ redirectUris: [`${base}/oauth2/callback`] });
const server = useTestServer({
  name: 'tier_landing',
  billingEnabled: true,
  environment: () => ({ ...provider.environment, DEV_MODE: 'false', BASE_URL: base }),
});
provider.put('ada', { email: 'ada@example.com', email_verified: true, name: 'Ada Lovelace' });

/** Where the whole way through the provider leads. */
async function landing(): Promise<string | null> {
  const begun = await server.anybody.get('/login?redirect=/deployments');
  const back = await provider.authorize(begun.headers.get('location') ?? '', 'ada');
  const cookie = begun.headers.getSetCookie().map((line) => line.split(';')[0]);
  const landed = await server.caller({ cookie: cookie.join('; ') }).get(back.replace(base, ''));
  expect([landed.status, landed.headers.getSetCookie().some((line) => line.startsWith('session='))]).toEqual([302, true]);
  return landed.headers.get('location');
}

it('a sign-in leads to the plans while they bind, until one was chosen', async () => {
  expect(await landing()).toBe('/tier/select');
  await server.app.database.system('test', (tx) =>
    tx.updateTable('users').set({ tier_chosen_at: systemClock.now() }).where('email', '=', 'ada@example.com').execute(),
  );
  expect(await landing()).toBe('/deployments');
});

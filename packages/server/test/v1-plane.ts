/** Everybody who may call the infrastructure plane, and the contract's word about an endpoint, for tests that walk the contract. */
import { readFileSync } from 'node:fs';
import { beforeAll, expect } from 'vitest';
import { z } from 'zod';
import { useIdentityProvider } from './identity-provider.ts';
import { type Answer, type Caller, type Person, type TestServer, useTestServer } from './support.ts';
import { schemaOf, shapeText } from './v1-shape.ts';

const schemes = z.enum(['bearer', 'user_api_key', 'app_key_pair', 'cookie', 'org_key_pair']);

const entry = z.object({
  method: z.string(),
  path: z.string(),
  auth: z.array(schemes),
  body: shapeText,
  answers: z.record(z.string(), z.union([shapeText, z.literal(['text', 'empty']), z.array(z.string())])),
});
export type Entry = z.output<typeof entry>;

/** The endpoints of a fixture. */
export function readEntries(fixture: string): Entry[] {
  return z.array(entry).parse(JSON.parse(readFileSync(new URL(`./fixtures/${fixture}.json`, import.meta.url), 'utf8')));
}

/** Status and body of a success. */
export function successOf({ answers }: Entry): { readonly status: number; readonly shape: z.ZodType | undefined } {
  const [status = '', shape] = Object.entries(answers).find(([code]) => code.startsWith('2')) ?? [];
  const isEmpty = typeof shape === 'object' && Object.keys(shape).length === 0;
  return { status: Number(status), shape: isEmpty ? undefined : schemaOf(shape) };
}

/** An error in the words of the contract, or in those that we use beside it. */
export function expectError({ answers }: Entry, answer: Answer, status: number, code?: string): void {
  const known = answers[status];
  const codes = Array.isArray(known) ? known.map(String) : [];
  // A conflict is one, and not a failure of the database; what is not valid is told where the contract has no word for it.
  const also = ['conflict', 'validation_error', 'invalid_request'];
  expect([answer.status, [...codes, ...also]]).toEqual([status, expect.arrayContaining([answer.body.code])]);
  if (code !== undefined) expect(answer.body.code).toBe(code);
  expect(Object.keys(answer.body).toSorted()).toEqual(['code', 'message']);
}

export interface Plane {
  readonly server: TestServer;
  /** Owns the organization, and another. */
  readonly ada: Caller;
  /** A key pair of the organization. */
  readonly pair: Caller;
  readonly principals: readonly { readonly scheme: z.output<typeof schemes>; readonly caller: Caller }[];
  readonly member: Person;
  readonly outsider: Person;
  readonly orgId: string;
}

/** Registers hooks that start a server and let these people in; they are there from `beforeAll` on. */
export function usePlane(name: string): () => Plane {
  const base = 'http://console.localhost';
  const provider = useIdentityProvider({ redirectUris: [`${base}/api/v1/auth/test/callback`] });
  const server = useTestServer({ name, environment: () => ({ ...provider.environment, BASE_URL: base, DEV_MODE: 'true' }) });
  provider.put('ada', { email: 'ada@example.com', email_verified: true });
  const made: { plane?: Plane } = {};
  beforeAll(async () => {
    const outsider = await server.signIn('outsider@example.com');
    const begun = await server.anybody.call('/api/v1/auth/test/start', { method: 'POST' });
    const cookie = begun.headers.getSetCookie()[0]?.split(';')[0] ?? '';
    const callback = (await provider.authorize(begun.body.auth_url, 'ada')).replace(base, '');
    const { body } = await server.anybody.call(callback, { headers: { cookie } });
    const ada = server.caller({ authorization: `Bearer ${body.access_token}` });
    const orgId = (await ada.get('/api/v1/orgs')).body[0].id;
    // From two organizations on one has to say which is meant.
    await ada.post('/api/v1/orgs', { name: 'Second' });
    const key = await ada.post('/api/v1/me/api-keys', { name: 'test' });
    const two = await ada.post(`/api/v1/orgs/${orgId}/api-keys`, { name: 'pair' });
    const pair = server.caller({ 'x-org-key': two.body.org_key, 'x-org-secret': two.body.org_secret });
    const member = await server.signIn('member@example.com');
    await ada.post(`/api/v1/orgs/${orgId}/members`, { user_id: member.userId, role: 'member' });
    const principals = [
      { scheme: 'bearer', caller: ada },
      { scheme: 'user_api_key', caller: server.caller({ 'x-api-key': key.body.plain }) },
      { scheme: 'cookie', caller: server.caller({ cookie: `ag_jwt=${encodeURIComponent(`Bearer ${body.access_token}`)}` }) },
      { scheme: 'org_key_pair', caller: pair },
    ] as const;
    made.plane = { server, ada, pair, principals, member, outsider, orgId };
  });
  return () => {
    if (made.plane === undefined) throw new Error('they are there from beforeAll on');
    return made.plane;
  };
}

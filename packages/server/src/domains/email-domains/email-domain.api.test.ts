import { beforeAll, describe, expect, it } from 'vitest';
import { useIdentityProvider } from '../../../test/identity-provider.ts';
import { type Caller, type Person, useTestServer } from '../../../test/support.ts';

const base = 'http://console.localhost';
const provider = useIdentityProvider({ redirectUris: [`${base}/api/v1/auth/test/callback`] });
const server = useTestServer({ name: 'email_domains', environment: () => ({ ...provider.environment, BASE_URL: base }) });

let ada: Person;
let eve: Person;
const domainsOf = (person: Person) => `/api/orgs/${person.orgId}/email-domains`;

beforeAll(async () => {
  ada = await server.signIn('ada@example.com');
  eve = await server.signIn('eve@example.com');
});

/** Signs in at the provider, as somebody whose address it has verified. */
async function arrive(sub: string, email: string): Promise<Caller> {
  provider.put(sub, { email, email_verified: true });
  const begun = await server.anybody.call('/api/v1/auth/test/start', { method: 'POST' });
  const cookie = begun.headers.getSetCookie()[0]?.split(';')[0] ?? '';
  const callback = (await provider.authorize(begun.body.auth_url, sub)).replace(base, '');
  const { body } = await server.anybody.call(callback, { headers: { cookie } });
  return server.caller({ authorization: `Bearer ${body.access_token}` });
}

async function orgsOf(caller: Caller): Promise<string[]> {
  return (await caller.get('/api/orgs')).body.map((org: { id: string }) => org.id);
}

/** Claims, and puts the proof there. */
async function claim(person: Person, domain: string): Promise<string> {
  const { status, body } = await person.post(domainsOf(person), { domain });
  expect([status, body.state, body.domain]).toEqual([201, 'pending', domain]);
  server.dns.set(body.record.name, 'TXT', 'v=spf1 -all', body.record.value);
  return body.id;
}

async function prove(person: Person, domain: string): Promise<string> {
  const id = await claim(person, domain);
  expect((await person.post(`${domainsOf(person)}/${id}/verify`)).body.state).toBe('verified');
  return id;
}

describe('a claim', () => {
  it('lets nobody in', async () => {
    await claim(eve, 'claimed.example');
    expect(await orgsOf(await arrive('c1', 'c1@claimed.example'))).not.toContain(eve.orgId);
  });

  it('of a mail provider, or of what is no domain, is refused', async () => {
    for (const domain of ['gmail.com', 'outlook.com', 'com', 'ada@example.com', '10.0.0.1']) {
      const answer = await ada.post(domainsOf(ada), { domain });
      expect([domain, answer.status, answer.body.details.issues[0].path]).toEqual([domain, 400, 'domain']);
    }
  });

  it('is made once by each organization, and by as many as like', async () => {
    await claim(ada, 'many.example');
    await claim(eve, 'many.example');
    expect((await ada.post(domainsOf(ada), { domain: 'MANY.example' })).body.code).toBe('already_exists');
  });
});

describe('verifying', () => {
  it('wants the record of this very claim, and says what it found', async () => {
    const { body: mine } = await ada.post(domainsOf(ada), { domain: 'record.example' });
    const { body: others } = await eve.post(domainsOf(eve), { domain: 'record.example' });
    const verify = () => ada.post(`${domainsOf(ada)}/${mine.id}/verify`);
    expect((await verify()).body).toMatchObject({ code: 'conflict', error: expect.stringContaining('no TXT record') });
    server.dns.set(mine.record.name, 'TXT', others.record.value);
    expect((await verify()).body).toMatchObject({ code: 'conflict', error: expect.stringContaining('another one') });
    server.dns.fail(mine.record.name, 'timeout');
    expect((await verify()).status).toBe(503);
    server.dns.set(mine.record.name, 'TXT', mine.record.value);
    for (const _ of [1, 2]) expect((await verify()).body).toMatchObject({ state: 'verified' });
  });

  it('gives a domain to one organization, also when two prove it at once', async () => {
    const [left, right] = [await claim(ada, 'race.example'), await claim(eve, 'race.example')];
    const [first] = (await ada.get(domainsOf(ada))).body.filter((each: { id: string }) => each.id === left);
    const [second] = (await eve.get(domainsOf(eve))).body.filter((each: { id: string }) => each.id === right);
    server.dns.set(first.record.name, 'TXT', first.record.value, second.record.value);
    const answers = await Promise.all([
      ada.post(`${domainsOf(ada)}/${left}/verify`),
      eve.post(`${domainsOf(eve)}/${right}/verify`),
    ]);
    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 409]);
  });

  it('is for those who lead the organization, and what others have is not there', async () => {
    const id = await claim(ada, 'roles.example');
    await server.signIn('hand@example.com');
    const hand = await server.addMember('hand@example.com', ada, 'org_member');
    expect((await hand.get(domainsOf(ada))).status).toBe(403);
    expect((await hand.post(`${domainsOf(ada)}/${id}/verify`)).status).toBe(403);
    expect((await eve.post(`${domainsOf(ada)}/${id}/verify`)).status).toBe(404);
    expect((await eve.post(`${domainsOf(eve)}/${id}/verify`)).status).toBe(404);
    expect((await eve.delete(`${domainsOf(eve)}/${id}`)).status).toBe(404);
  });
});

describe('who signs in with a verified address of a proved domain', () => {
  it('is a plain member, new or known, and it is in the audit trail', async () => {
    const known = await arrive('k1', 'k1@joined.example');
    expect(await orgsOf(known)).not.toContain(ada.orgId);
    await prove(ada, 'joined.example');
    for (const sub of ['k1', 'n1']) {
      const caller = await arrive(sub, `${sub}@Joined.example`);
      expect(await orgsOf(caller)).toContain(ada.orgId);
      const { id } = (await caller.get('/api/me')).body;
      const { body } = await ada.get(`/api/orgs/${ada.orgId}/members`);
      expect(body.find((each: { userId: string }) => each.userId === id)).toMatchObject({ role: 'org_member' });
    }
    const { body: events } = await ada.get(`/api/audit?org_id=${ada.orgId}`);
    expect(events.filter((each: { event: string }) => each.event === 'org.member_joined')).toHaveLength(2);
  });

  it('is not one by a name below or beside the domain', async () => {
    await prove(ada, 'exact.example');
    for (const [sub, email] of [
      ['s1', 's1@mail.exact.example'],
      ['s2', 's2@notexact.example'],
      ['s3', 's3@exact.example.org'],
    ] as const) {
      expect(await orgsOf(await arrive(sub, email))).not.toContain(ada.orgId);
    }
  });

  it('stays out once he has been removed, and keeps the role that he was given', async () => {
    await prove(ada, 'again.example');
    const { id } = (await (await arrive('g1', 'g1@again.example')).get('/api/me')).body;
    await ada.put(`/api/orgs/${ada.orgId}/members/${id}`, { role: 'org_admin' });
    await arrive('g1', 'g1@again.example');
    const { body } = await ada.get(`/api/orgs/${ada.orgId}/members`);
    expect(body.find((each: { userId: string }) => each.userId === id).role).toBe('org_admin');
    await ada.delete(`/api/orgs/${ada.orgId}/members/${id}`);
    expect(await orgsOf(await arrive('g1', 'g1@again.example'))).not.toContain(ada.orgId);
  });

  it('joins nobody any more when the domain was given up; who joined stays', async () => {
    const id = await prove(ada, 'gone.example');
    const before = await arrive('b1', 'b1@gone.example');
    expect((await ada.delete(`${domainsOf(ada)}/${id}`)).status).toBe(204);
    expect(await orgsOf(await arrive('a1', 'a1@gone.example'))).not.toContain(ada.orgId);
    expect(await orgsOf(before)).toContain(ada.orgId);
  });

  it('is not taken in by a sign-in without proof of the address', async () => {
    await prove(ada, 'unproved.example');
    const anybody = await server.signIn('u1@unproved.example');
    expect(await orgsOf(anybody)).not.toContain(ada.orgId);
  });
});

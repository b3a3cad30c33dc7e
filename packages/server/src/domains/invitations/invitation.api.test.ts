/** Invitations over HTTP, with a real mail server on loopback. */
import PostalMime, { type Email } from 'postal-mime';
import { SMTPServer } from 'smtp-server';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Person, useTestServer } from '../../../test/support.ts';

const arrived: Buffer[] = [];
let refusing = false;

const smtp = new SMTPServer({
  authOptional: true,
  disabledCommands: ['STARTTLS'],
  onRcptTo(_address, _session, callback) {
    if (!refusing) return callback();
    callback(Object.assign(new Error('try later'), { responseCode: 451 }));
  },
  onData(stream, _session, callback) {
    const chunks: Buffer[] = [];
    stream.on('data', (chunk: Buffer) => chunks.push(chunk));
    stream.on('end', () => {
      arrived.push(Buffer.concat(chunks));
      callback();
    });
  },
});
const address = await new Promise<number>((resolve) => {
  smtp.listen(0, '127.0.0.1', () => {
    const bound = smtp.server.address();
    resolve(typeof bound === 'object' && bound !== null ? bound.port : 0);
  });
});

const server = useTestServer({
  name: 'invitations',
  environment: { SMTP_URL: `smtp://127.0.0.1:${address}`, MAIL_FROM: 'Harbor <harbor@example.com>', REGISTRATION_POLICY: 'open' },
});
let ada: Person;

beforeAll(async () => {
  ada = await server.signIn('ada@example.com');
});
afterAll(() => new Promise<void>((resolve) => smtp.close(() => resolve())));

const tokenOf = (link: string): string => new URL(link).searchParams.get('token') ?? '';

async function invite(email: string, role = 'developer') {
  return (await ada.post(`/api/teams/${ada.teamId}/invite`, { email, role })).body;
}

async function mailTo(email: string): Promise<Email | undefined> {
  await server.settle();
  const mails = await Promise.all(arrived.map((raw) => PostalMime.parse(raw)));
  return mails.findLast((mail) => mail.to?.some((to) => to.address === email));
}

function stateOf(id: string): Promise<{ mail: string; mailError: string | null }> {
  return ada.get(`/api/teams/${ada.teamId}/invites`).then(({ body }) => body.find((one: { id: string }) => one.id === id));
}

describe('an invitation', () => {
  it('is mailed, and its link makes a member of whoever it was for', async () => {
    const made = await invite('Bea@Example.com');
    expect(made).toMatchObject({ email: 'bea@example.com', role: 'developer', invitedBy: 'ada@example.com', mail: 'waiting' });
    const mail = await mailTo('bea@example.com');
    expect(mail?.subject).toBe('Invitation to Ada');
    expect(mail?.from?.address).toBe('harbor@example.com');
    expect((await stateOf(made.id)).mail).toBe('sent');
    const token = tokenOf(/http\S+/.exec(mail?.text ?? '')?.[0] ?? '');
    const seen = await server.anybody.post('/api/invites/preview', { token });
    expect(seen.body).toMatchObject({ orgName: 'Ada', teamName: 'Default', role: 'developer', email: 'bea@example.com' });
    const bea = await server.signIn('bea@example.com');
    expect((await bea.post('/api/invites/accept', { token })).body).toEqual({ orgId: ada.orgId, teamId: ada.teamId });
    expect((await bea.post('/api/deployments', { template: 'hello', teamId: ada.teamId })).status).toBe(201);
  });

  it('works by the link of the answer as well, once', async () => {
    const made = await invite('cyd@example.com');
    const cyd = await server.signIn('cyd@example.com');
    const token = tokenOf(made.link);
    expect((await cyd.post('/api/invites/accept', { token })).status).toBe(200);
    const again = await cyd.post('/api/invites/accept', { token });
    expect([again.status, again.body.code]).toEqual([410, 'gone']);
    expect((await server.anybody.post('/api/invites/preview', { token })).status).toBe(410);
  });

  it('admits one of many who accept at once, and nobody else at all', async () => {
    const made = await invite('dan@example.com');
    const token = tokenOf(made.link);
    const eve = await server.signIn('eve@example.com');
    const stolen = await eve.post('/api/invites/accept', { token });
    expect([stolen.status, stolen.body.error]).toEqual([403, 'This invitation is for dan@example.com.']);
    const dan = await server.signIn('dan@example.com');
    const answers = await Promise.all([1, 2, 3, 4].map(() => dan.post('/api/invites/accept', { token })));
    expect(answers.map((answer) => answer.status).toSorted()).toEqual([200, 410, 410, 410]);
    expect((await eve.get(`/api/orgs/${ada.orgId}`)).status).toBe(404);
  });

  it('is void once it is taken back, replaced or sent again', async () => {
    const first = await invite('fay@example.com');
    const second = await invite('fay@example.com', 'viewer');
    const fay = await server.signIn('fay@example.com');
    expect((await fay.post('/api/invites/accept', { token: tokenOf(first.link) })).status).toBe(404);
    const resent = (await ada.post(`/api/invites/${second.id}/resend`)).body;
    expect((await fay.post('/api/invites/accept', { token: tokenOf(second.link) })).status).toBe(404);
    expect((await ada.delete(`/api/invites/${second.id}`)).status).toBe(204);
    expect((await fay.post('/api/invites/accept', { token: tokenOf(resent.link) })).status).toBe(404);
  });

  it('expires', async () => {
    const made = await invite('gil@example.com');
    await server.app.database.system('test', (tx) =>
      tx
        .updateTable('invitations')
        .set({ expires_at: new Date(0) })
        .where('id', '=', made.id)
        .execute(),
    );
    const gil = await server.signIn('gil@example.com');
    const answer = await gil.post('/api/invites/accept', { token: tokenOf(made.link) });
    expect([answer.status, answer.body.error]).toEqual([410, 'This invitation has expired.']);
    expect(await stateOf(made.id)).toBeUndefined();
  });

  it('never lowers a role', async () => {
    await server.signIn('hal@example.com');
    const hal = await server.addMember('hal@example.com', ada, 'team_admin');
    const made = await invite('hal@example.com', 'viewer');
    await hal.post('/api/invites/accept', { token: tokenOf(made.link) });
    const { body } = await ada.get(`/api/teams/${ada.teamId}/members`);
    expect(body.find((one: { email: string }) => one.email === 'hal@example.com').role).toBe('team_admin');
  });

  it('is made by those who lead, for no more than they may give', async () => {
    await server.signIn('ida@example.com');
    const ida = await server.addMember('ida@example.com', ada, 'team_admin');
    expect((await ida.post(`/api/teams/${ada.teamId}/invite`, { email: 'x@example.com', role: 'viewer' })).status).toBe(201);
    expect((await ida.post(`/api/orgs/${ada.orgId}/invites`, { email: 'x@example.com', role: 'org_admin' })).status).toBe(403);
    expect((await ada.post(`/api/orgs/${ada.orgId}/invites`, { email: 'x@example.com', role: 'org_owner' })).status).toBe(400);
    expect((await ada.post(`/api/teams/${ada.teamId}/invite`, { email: 'a@b.c, d@e.f', role: 'viewer' })).status).toBe(400);
    const { body: made } = await ada.post(`/api/orgs/${ada.orgId}/invites`, { email: 'jan@example.com', role: 'org_admin' });
    expect((await ida.delete(`/api/invites/${made.id}`)).status).toBe(403);
    const jan = await server.signIn('jan@example.com');
    await jan.post('/api/invites/accept', { token: tokenOf(made.link) });
    expect((await jan.put(`/api/orgs/${ada.orgId}`, { aiContext: 'Ships.' })).status).toBe(200);
  });

  it('whose mail is refused says so, and is tried again', async () => {
    refusing = true;
    const made = await invite('kay@example.com');
    await expect.poll(async () => (await stateOf(made.id)).mail).toBe('failed');
    expect((await stateOf(made.id)).mailError).toContain('does not take mail now');
    refusing = false;
    await expect.poll(async () => (await stateOf(made.id)).mail).toBe('sent');
    expect(await mailTo('kay@example.com')).toBeDefined();
  });

  it('leaves its token nowhere in the database', async () => {
    const made = await invite('lou@example.com');
    const token = tokenOf(made.link);
    const mail = await mailTo('lou@example.com');
    const mailed = tokenOf(/http\S+/.exec(mail?.text ?? '')?.[0] ?? '');
    const { rows } = await server.app.database.execute(
      "select (select count(*) from jobs.job where data::text like '%' || $1 || '%' or data::text like '%' || $2 || '%') as jobs, (select count(*) from audit_events where data::text like '%' || $1 || '%') as audit, (select count(*) from invitations i where to_jsonb(i)::text like '%' || $1 || '%') as rows",
      [token, mailed],
    );
    expect(rows).toEqual([{ jobs: '0', audit: '0', rows: '0' }]);
  });
});

describe('a markup in the name of an organization', () => {
  it('stays text in the mail', async () => {
    const owner = await server.signIn('mia@example.com');
    const { body: org } = await owner.post('/api/orgs', { name: '<b>Bold</b> & Co' });
    await owner.post(`/api/orgs/${org.id}/invites`, { email: 'ned@example.com', role: 'org_member' });
    const mail = await mailTo('ned@example.com');
    expect(mail?.html).toContain('&lt;b&gt;Bold&lt;/b&gt; &amp; Co');
    expect(mail?.subject).toBe('Invitation to <b>Bold</b> & Co');
  });
});

/** SSH keys over HTTP: what is kept, who is shown what, and what the known system did otherwise. */
import { createHash, createPrivateKey, generateKeyPairSync } from 'node:crypto';
import { unzipSync } from 'fflate';
import { sql } from 'kysely';
import ssh2 from 'ssh2';
import { beforeAll, describe, expect, it } from 'vitest';
import { everyPage } from '../../../test/every-page.ts';
import { type Answer, type Caller, type Person, useTestServer } from '../../../test/support.ts';

/** Which keys are used by what, said by the test. */
const used = new Map<string, string[]>();
const server = useTestServer({
  name: 'ssh_keys',
  uses: {
    credentials: [],
    sshKeys: [
      {
        list: async (_tx, _orgId, keyId) =>
          [...used].flatMap(([id, names]) =>
            keyId === undefined || keyId === id ? names.map((what) => ({ keyId: id, what })) : [],
          ),
      },
    ],
  },
});
let owner: Person;
let member: Caller;
let developer: Person;
let stranger: Person;
let pair: Caller;

beforeAll(async () => {
  owner = await server.signIn('owner@example.com');
  await server.signIn('member@example.com');
  const person = await server.addMember('member@example.com', owner, 'org_member');
  // He is in no team of it, so he works in an organization of his own until he says otherwise.
  member = server.caller({ ...person.headers, 'x-org-id': owner.orgId });
  await server.signIn('developer@example.com');
  developer = await server.addMember('developer@example.com', owner, 'developer');
  stranger = await server.signIn('stranger@example.com');
  const key = await owner.post(`/api/orgs/${owner.orgId}/keys`, { kind: 'pair', name: 'ci' });
  pair = server.caller({ 'x-org-key': key.body.keyId, 'x-org-secret': key.body.key });
});

async function make(body: Record<string, unknown> = {}): Promise<Answer['body']> {
  const answer = await owner.post('/api/v1/ssh', { name: 'node', type: 'ed25519', ...body });
  expect([answer.status, answer.body.code]).toEqual([201, undefined]);
  return answer.body;
}

function fingerprint(line: string): string {
  const blob = Buffer.from(line.split(' ')[1] ?? '', 'base64');
  return `SHA256:${createHash('sha256').update(blob).digest('base64').replace(/=+$/, '')}`;
}

async function audited(event: string, id: string): Promise<number> {
  const rows = await server.app.database.system('test', (tx) =>
    tx.selectFrom('audit_events').select('id').where('event', '=', event).where('target_id', '=', id).execute(),
  );
  return rows.length;
}

async function bytesOf(caller: Caller, path: string): Promise<{ headers: Headers; bytes: Buffer }> {
  const response = await fetch(`${server.url()}${path}`, { headers: caller.headers });
  expect(response.status).toBe(200);
  return { headers: response.headers, bytes: Buffer.from(await response.arrayBuffer()) };
}

describe('a key that is made', () => {
  it('is RSA where nothing else is asked for, with a line, a fingerprint and no private half', async () => {
    const key = (await owner.post('/api/v1/ssh', { name: 'rsa', bits: 2048, comment: 'ada@laptop' })).body;
    expect(key.public_key).toMatch(/^ssh-rsa [A-Za-z0-9+/=]+ ada@laptop$/);
    expect(key).toMatchObject({ organization_id: owner.orgId, name: 'rsa', fingerprint: fingerprint(key.public_key) });
    expect(Object.keys(key)).not.toContain('private_key');
    const { body } = await owner.get(`/api/v1/ssh/${key.id}?reveal=true`);
    const parsed = createPrivateKey(body.private_key);
    expect([body.private_key.split('\n')[0], parsed.asymmetricKeyDetails?.modulusLength]).toEqual([
      '-----BEGIN RSA PRIVATE KEY-----',
      2048,
    ]);
  });

  it('is one that OpenSSH reads, also of Ed25519', async () => {
    const { id, public_key: line } = await make();
    const { body } = await owner.get(`/api/v1/ssh/${id}?reveal=true`);
    const parsed = ssh2.utils.parseKey(body.private_key);
    const key = Array.isArray(parsed) ? parsed[0] : parsed;
    if (key === undefined || key instanceof Error) throw new Error('it is no key');
    expect(body.private_key).toContain('BEGIN OPENSSH PRIVATE KEY');
    expect(`ssh-ed25519 ${key.getPublicSSH().toString('base64')}`).toBe(line);
  });

  it.each([
    [{ name: 'x', type: 'dsa' }, 'invalid_type'],
    [{ name: 'x', bits: 1024 }, 'invalid_bits'],
    [{ name: 'x', type: 'ed25519', bits: 2048 }, 'invalid_bits_for_type'],
    [{ name: ' ' }, 'invalid_payload'],
    [{}, 'invalid_payload'],
    [{ name: 'x', comment: 'a\nssh-rsa AAAA' }, 'invalid_payload'],
  ])('is refused from %j with %s', async (body, code) => {
    const answer = await owner.post('/api/v1/ssh', body);
    expect([answer.status, answer.body.code]).toEqual([400, code]);
  });

  it('is told of a body that is no JSON', async () => {
    const answer = await owner.call('/api/v1/ssh', { method: 'POST', rawBody: '{' });
    expect([answer.status, answer.body.code]).toEqual([400, 'invalid_payload']);
  });

  it('is made beside others at once', async () => {
    const answers = await Promise.all(Array.from({ length: 12 }, (_, index) => make({ name: `n${index}` })));
    expect(new Set(answers.map((one) => one.fingerprint)).size).toBe(12);
  });
});

describe('a key that is taken in', () => {
  it('is opened by its passphrase, which is kept nowhere, and is there once', async () => {
    const passphrase = 'open-sesame-4711';
    const made = ssh2.utils.generateKeyPairSync('ed25519', { passphrase, cipher: 'aes256-cbc', rounds: 2, comment: 'of ada' });
    const send = (more: object) => owner.post('/api/v1/ssh/import', { name: 'mine', private_key: made.private, ...more });
    const wrong = await send({ passphrase: 'wrong' });
    expect([wrong.status, wrong.body.code, wrong.body.message]).toEqual([
      400,
      'invalid_payload',
      'The request is not valid. passphrase: does not open the key.',
    ]);
    expect((await send({})).body.message).toContain('passphrase: is needed');
    const taken = await send({ passphrase });
    expect([taken.status, taken.body.public_key]).toEqual([201, made.public]);
    const again = await send({ passphrase });
    expect([again.status, again.body.code]).toEqual([409, 'conflict']);
    const elsewhere = await stranger.post('/api/v1/ssh/import', { name: 'mine', private_key: made.private, passphrase });
    expect(elsewhere.status).toBe(201);
    const rows = await server.app.database.system('test', (tx) => sql`select * from ssh_keys`.execute(tx));
    expect(JSON.stringify(rows.rows)).not.toContain(passphrase);
  });
});

describe('the private half', () => {
  it('is shown to who may reveal keys, and each time is written down', async () => {
    const { id } = await make();
    for (const caller of [owner, pair]) {
      const shown = await caller.get(`/api/v1/ssh/${id}?reveal=true`);
      expect([shown.status, typeof shown.body.private_key, 'server_count' in shown.body]).toEqual([200, 'string', false]);
      expect(shown.headers.get('cache-control')).toBe('no-store');
    }
    expect(await audited('ssh_key.revealed', id)).toBe(2);
    await bytesOf(owner, `/api/v1/ssh/${id}/download?part=private`);
    expect(await audited('ssh_key.downloaded', id)).toBe(1);
  });

  it('is shown to a session only where its user has just signed in; keys and everything else do not ask for that', async () => {
    const { id } = await make();
    const late = await server.signedInLongAgo('owner@example.com');
    const ways = [`${id}?reveal=true`, `${id}?reveal=1`, `${id}/download?part=private`, `${id}/download?part=both&mode=json`];
    for (const way of ways) {
      const refused = await late.get(`/api/v1/ssh/${way}`);
      expect([way, refused.status, refused.body.code]).toEqual([way, 403, 'reauthentication_required']);
      expect((await pair.get(`/api/v1/ssh/${way}`)).status).toBe(200);
    }
    for (const open of [id, `${id}?reveal=false`, `${id}/download?part=public`])
      expect((await late.get(`/api/v1/ssh/${open}`)).status).toBe(200);
  });

  it('is not shown to members and developers, who see the key, nor to keys with scopes', async () => {
    const { id } = await make();
    const machine = await owner.post(`/api/orgs/${owner.orgId}/keys`, {
      kind: 'machine',
      name: 'machine',
      scopes: ['infra:read', 'infra:write'],
      role: 'org_admin',
    });
    const scoped = server.caller({ authorization: `Bearer ${machine.body.key}` });
    for (const caller of [member, developer, scoped]) {
      expect((await caller.get(`/api/v1/ssh/${id}`)).status).toBe(200);
      const answers = [
        await caller.get(`/api/v1/ssh/${id}?reveal=true`),
        await caller.get(`/api/v1/ssh/${id}/download?part=private`),
        await caller.get(`/api/v1/ssh/${id}/download?part=both&mode=json`),
      ];
      for (const { status, body } of answers) expect([status, body.code]).toEqual([403, 'forbidden']);
    }
    expect((await member.get(`/api/v1/ssh/${id}/download?part=public`)).status).toBe(200);
    expect((await scoped.get(`/api/v1/ssh/${id}?reveal=false`)).status).toBe(200);
    expect((await owner.withKey(['orgs:read']).then((key) => key.get(`/api/v1/ssh/${id}`))).status).toBe(403);
    expect([await audited('ssh_key.revealed', id), await audited('ssh_key.downloaded', id)]).toEqual([0, 0]);
  });

  it('does not exist for another organization, which cannot tell it from none', async () => {
    const { id } = await make();
    const none = '00000000-0000-7000-8000-000000000000';
    for (const path of [`?reveal=true`, '/download?part=both', '']) {
      const [theirs, nothing] = [
        await stranger.get(`/api/v1/ssh/${id}${path}`),
        await stranger.get(`/api/v1/ssh/${none}${path}`),
      ];
      expect([theirs.status, theirs.body]).toEqual([nothing.status, nothing.body]);
      expect([theirs.status, theirs.body.code]).toEqual([404, 'ssh_key_not_found']);
    }
    const deleted = await stranger.delete(`/api/v1/ssh/${id}`);
    expect([deleted.status, (await owner.get(`/api/v1/ssh/${id}`)).status]).toEqual([404, 200]);
  });

  it('is bound to its row: what is sealed for one key opens for no other', async () => {
    const [first, second] = [await make(), await make()];
    await server.app.database.system('test', (tx) =>
      sql`update ssh_keys set sealed_private_key = (select sealed_private_key from ssh_keys where id = ${first.id}) where id = ${second.id}`.execute(
        tx,
      ),
    );
    const answer = await owner.get(`/api/v1/ssh/${second.id}?reveal=true`);
    expect([answer.status, 'private_key' in answer.body]).toEqual([500, false]);
    expect(await audited('ssh_key.revealed', second.id)).toBe(0);
  });
});

describe('a download', () => {
  it('is a file of each half, both in an archive, or JSON', async () => {
    const { id, name, fingerprint: print, public_key: line } = await make({ comment: 'ada' });
    const path = `/api/v1/ssh/${id}/download`;
    const half = await bytesOf(owner, `${path}?part=public`);
    expect([half.headers.get('content-type'), half.headers.get('content-disposition'), half.bytes.toString()]).toEqual([
      'text/plain; charset=utf-8',
      `attachment; filename="${id}.pub"`,
      `${line}\n`,
    ]);
    const secret = await bytesOf(owner, `${path}?part=private`);
    expect(secret.headers.get('content-type')).toBe('application/x-pem-file');
    const both = await bytesOf(owner, `${path}?part=both`);
    expect([both.headers.get('content-type'), both.headers.get('content-disposition')]).toEqual([
      'application/zip',
      `attachment; filename="ssh_key_${id}.zip"`,
    ]);
    const files = unzipSync(both.bytes);
    expect(Object.keys(files)).toEqual([`${id}.pub`, `${id}.pem`]);
    expect(Buffer.from(files[`${id}.pem`] ?? []).equals(secret.bytes)).toBe(true);
    const pem = secret.bytes.toString();
    const json = async (part: string) => (await owner.get(`${path}?part=${part}&mode=json`)).body;
    const facts = { id, name, fingerprint: print };
    expect(await json('public')).toEqual({ ...facts, public_key: line, filenames: [`${id}.pub`] });
    expect(await json('private')).toEqual({ ...facts, private_pem: pem, filenames: [`${id}.pem`] });
    const archive = await json('both');
    expect(archive).toMatchObject({ ...facts, filenames: [`${id}.pub`, `${id}.pem`] });
    expect(Buffer.from(archive.zip_base64, 'base64').equals(both.bytes)).toBe(true);
  });

  it.each([
    ['', 'invalid_ssh_part'],
    ['?part=all', 'invalid_ssh_part'],
    ['?part=public&mode=xml', 'invalid_mode'],
  ])('is refused as %j with %s', async (query, code) => {
    const { id } = await make();
    const answer = await owner.get(`/api/v1/ssh/${id}/download${query}`);
    expect([answer.status, answer.body.code]).toEqual([400, code]);
  });
});

describe('a key in use', () => {
  it('is counted, left out of the unattached, and not deleted while it is', async () => {
    const { id } = await make();
    used.set(id, ['server bastion-1', 'server node-2']);
    const all: Answer['body'][] = (await owner.get('/api/v1/ssh')).body;
    expect(all.find((key) => key.id === id).server_count).toBe(2);
    expect((await owner.get(`/api/v1/ssh/${id}`)).body.server_count).toBe(2);
    const free: Answer['body'][] = (await owner.get('/api/v1/ssh?unattached=true')).body;
    expect([free.some((key) => key.id === id), free.length]).toEqual([false, all.length - 1]);
    const refused = await owner.delete(`/api/v1/ssh/${id}`);
    expect([refused.status, refused.body.code, refused.body.message]).toEqual([
      409,
      'conflict',
      'The key is used by server bastion-1, server node-2.',
    ]);
    used.clear();
    expect((await owner.delete(`/api/v1/ssh/${id}`)).status).toBe(204);
  });

  it('that was deleted is gone, and deleted again without an error; what never was is not', async () => {
    const { id } = await make();
    const statuses = [await owner.delete(`/api/v1/ssh/${id}`), await owner.delete(`/api/v1/ssh/${id}`)];
    expect(statuses.map((answer) => answer.status)).toEqual([204, 204]);
    expect((await owner.get(`/api/v1/ssh/${id}`)).body.code).toBe('ssh_key_not_found');
    const none = await owner.delete('/api/v1/ssh/00000000-0000-7000-8000-000000000000');
    expect([none.status, none.body.code]).toEqual([404, 'ssh_key_not_found']);
    expect((await owner.delete('/api/v1/ssh/x')).body.code).toBe('invalid_ssh_key_id');
  });
});

describe('the list', () => {
  it('has the newest first', async () => {
    const [first, second] = [await make({ name: 'first' }), await make({ name: 'second' })];
    const ids = (await member.get('/api/v1/ssh')).body.map((key: { id: string }) => key.id);
    expect(ids.indexOf(second.id)).toBeLessThan(ids.indexOf(first.id));
  });
});

describe('keys of weak or foreign kinds', () => {
  it('are not taken in', async () => {
    const weak = generateKeyPairSync('rsa', { modulusLength: 1024 }).privateKey.export({ type: 'pkcs1', format: 'pem' });
    const answer = await owner.post('/api/v1/ssh/import', { name: 'weak', private_key: weak.toString() });
    expect([answer.status, answer.body.message]).toEqual([
      400,
      'The request is not valid. private_key: is an RSA key of 1024 bits; from 2048 to 16384 are taken.',
    ]);
  });
});

describe('showing private halves again and again', () => {
  const limited = useTestServer({
    name: 'ssh_keys_limited',
    environment: { RATE_LIMIT_ENABLED: 'true', RATE_LIMIT_BURST: '1000' },
  });

  it('is limited by who asks, and says when to come back', async () => {
    const [ada, bob] = [await limited.signIn('ada@example.com'), await limited.signIn('bob@example.com')];
    const { body } = await ada.post('/api/v1/ssh', { name: 'node', type: 'ed25519' });
    const show = () => ada.get(`/api/v1/ssh/${body.id}?reveal=true`);
    let shown = 0;
    let last = await show();
    for (; last.status === 200 && shown < 500; shown += 1) last = await show();
    expect([last.status, shown >= 60]).toEqual([429, true]);
    expect(Number(last.headers.get('retry-after'))).toBeGreaterThan(0);
    expect((await ada.get(`/api/v1/ssh/${body.id}`)).status).toBe(200);
    const other = await bob.post('/api/v1/ssh', { name: 'node', type: 'ed25519' });
    expect((await bob.get(`/api/v1/ssh/${other.body.id}?reveal=true`)).status).toBe(200);
  });

  it('refuses none of many at once for whom something is left', async () => {
    const eve = await limited.signIn('eve@example.com');
    const { body } = await eve.post('/api/v1/ssh', { name: 'node', type: 'ed25519' });
    const answers = await Promise.all(Array.from({ length: 70 }, () => eve.get(`/api/v1/ssh/${body.id}?reveal=true`)));
    const shown = answers.filter(({ status }) => status === 200).length;
    // What comes back while they ask is on top of it.
    expect([shown >= 60, shown + answers.filter(({ status }) => status === 429).length]).toEqual([true, 70]);
  });
});

describe('a list of keys', () => {
  it('goes by pages where that is asked for, of those that nothing uses too', async () => {
    const other = await server.signIn('pages@example.com');
    const made: string[] = [];
    for (let index = 0; index < 5; index += 1)
      made.unshift((await other.post('/api/v1/ssh', { name: `page-${index}`, type: 'ed25519' })).body.id);
    const idsOf = async (path: string) =>
      (await everyPage(other, path)).map((page: { id: string }[]) => page.map(({ id }) => id));
    expect(await idsOf('/api/v1/ssh?limit=2')).toEqual([made.slice(0, 2), made.slice(2, 4), made.slice(4)]);
    used.set(made[1] ?? '', ['server bastion']);
    expect(await idsOf('/api/v1/ssh?limit=2&unattached=true')).toEqual([[made[0], made[2]], made.slice(3)]);
    expect(await idsOf('/api/v1/ssh')).toEqual([made]);
    used.clear();
  });
});

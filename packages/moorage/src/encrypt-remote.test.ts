import { type Answer, type FakeIo, fakeIo } from '@moorage/cli/test-support';
import type { CliIo } from '@moorage/cli/io';
import { Command } from 'commander';
import { describe, expect, it } from 'vitest';
import { isAskedRemotely } from './encrypt-remote.ts';
import { run } from './main.ts';

const verifiedAt = (at: string, failed = 0) => ({ at, checked: 4, failed });
const statusWith = (lastVerified: ReturnType<typeof verifiedAt> | null) => ({
  rootKeys: [{ id: 'file:1a2b', kind: 'file', state: 'active', createdAt: '2026-03-01T00:00:00Z', retiredAt: null, keys: 2 }],
  keys: [{ version: 1, state: 'active', owners: 2 }],
  columns: [{ table: 'ssh_keys', column: 'sealed_private', total: 4, current: 4, previous: 0, earlier: 0 }],
  lastVerified,
});
const path = '/api/admin/encryption';
const before = verifiedAt('2026-03-02T03:20:00Z');
const signedIn = { HOME: '/home/tester', MOORAGE_SERVER: 'https://m.example.com', MOORAGE_API_KEY: 'k1' };

/** A server whose job ends after the status was asked for a few times. */
async function ask(words: string, after = before, more: Partial<CliIo> = {}): Promise<{ code: number; io: FakeIo }> {
  const answers: Record<string, Answer> = {
    [`GET ${path}`]: { status: 200, body: statusWith(before) },
    [`POST ${path}/verifications`]: { status: 202, body: statusWith(before) },
  };
  let slept = 0;
  const sleep = async (): Promise<void> => {
    slept += 1;
    if (slept === 2) answers[`GET ${path}`] = { status: 200, body: statusWith(after) };
  };
  const io = fakeIo(['encrypt', ...words.split(' ')], answers, { env: signedIn, sleep, ...more });
  return { code: await run(io), io };
}

const asked = ({ requests }: FakeIo) => requests.map(({ method, url }) => `${method} ${url}`);

describe('moorage encrypt without a database', () => {
  it('asks the server for the status', async () => {
    const { code, io } = await ask('status');
    expect([code, asked(io), io.requests[0]?.headers['authorization']]).toEqual([0, [`GET ${path}`], 'Bearer k1']);
    expect(io.stdout()).toMatch(/^file:1a2b +file +active +2026-03-01 +- +2$/m);
    expect(io.stdout()).toMatch(/^ssh_keys\.sealed_private +4 +4 +0 +0$/m);
    expect(io.stdout()).toContain('Last verified: 2026-03-02T03:20:00Z, 4 opened, 0 failed\n');
    expect(JSON.parse((await ask('status -o json')).io.stdout())).toEqual(statusWith(before));
  });

  it('waits for the verification that it asked the server for', async () => {
    const { code, io } = await ask('verify', verifiedAt('2026-03-04T05:06:09Z'));
    expect([code, io.stdout()]).toEqual([0, '4 values opened, none failed.\n']);
    expect(asked(io)).toEqual([`GET ${path}`, `POST ${path}/verifications`, ...Array.from({ length: 3 }, () => `GET ${path}`)]);
  });

  it('fails where a value did not open, and says where they are named', async () => {
    const { code, io } = await ask('verify', verifiedAt('2026-03-04T05:06:09Z', 1));
    expect([code, io.stdout()]).toEqual([75, '']);
    expect(io.stderr()).toMatch(/1 sealed value could not be opened[\s\S]*Where the database and the root key are/);
  });

  it('leaves the verification to the server when it is interrupted', async () => {
    const { code, io } = await ask('verify', before, { signal: AbortSignal.abort() });
    expect([code, io.stderr()]).toEqual([75, expect.stringContaining('moorage encrypt status')]);
  });

  it('asks the server only where no database is configured and one is signed in', () => {
    const isAsked = (env: CliIo['env']) => isAskedRemotely(fakeIo([], {}, { env }), new Command());
    const database = { DATABASE_DSN: 'postgres://db.example.com/moorage' };
    expect([signedIn, { ...signedIn, ...database }, { HOME: '/home/tester' }].map(isAsked)).toEqual([true, false, false]);
  });

  it('says in its help which is asked', async () => {
    for (const verb of ['status', 'verify']) expect((await ask(`${verb} --help`)).io.stdout()).toContain('the server is asked');
  });
});

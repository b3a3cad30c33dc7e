import { systemClock } from '@moorage/core/clock';
import { silentLog } from '@moorage/core/log';
import { Secret } from '@moorage/core/secret';
import { createDatabase } from '@moorage/server/platform/db/database';
import { migrate, migrationsDir } from '@moorage/server/platform/db/migrate';
import { fingerprintDir, useTestDatabase } from '@moorage/testkit/postgres';
import { describe, expect, it } from 'vitest';
import { createTestCli } from './support/cli.ts';

const source = useTestDatabase({
  name: 'platform_admins_cli',
  fingerprint: fingerprintDir(migrationsDir),
  migrate: async (dsn) => void (await migrate({ dsn: new Secret(dsn), log: silentLog })),
});

describe('moorage admin', () => {
  it('grants, lists and revokes on the database alone, audited as the system, and never leaves nobody', async () => {
    const config = { dsn: new Secret(source.dsn), poolSize: 2, statementTimeoutMs: 10_000, applicationName: 'test' };
    const db = createDatabase({ config, log: silentLog, clock: systemClock });
    await db.start();
    const users = ['ada', 'bob'].map((name, at) => ({
      id: `0197a000-0000-7000-8000-00000000000${at}`,
      email: `${name}@example.com`,
      name,
      created_at: systemClock.now(),
    }));
    await db.system('test', (tx) => tx.insertInto('users').values(users).execute());
    const at = systemClock.now();
    const session = {
      ...{ handle: users[0]?.id ?? '', user_id: users[0]?.id ?? '', email: 'ada@example.com', tier: 'free', realm: 'localhost' },
      ...{ id_hash: Buffer.alloc(32), ip_address: '', user_agent: '', rights: '', created_at: at, last_seen_at: at },
    };
    const expires_at = new Date(at.getTime() + 3_600_000);
    await db.system('test', (tx) =>
      tx
        .insertInto('sessions')
        .values({ ...session, expires_at })
        .execute(),
    );
    const cli = createTestCli('http://127.0.0.1:1', { DATABASE_DSN: source.dsn });

    expect((await cli('admin', 'list')).stdout).toBe('');
    expect(await cli('admin', 'grant', 'Ada@example.com')).toMatchObject({ code: 0, stdout: 'ada@example.com\n' });
    // Whoever is promoted signs in again, wherever his sessions are kept.
    const left = await db.system('test', async (tx) => ({
      sessions: await tx.selectFrom('sessions').select('handle').execute(),
      voided: await tx.selectFrom('users').select('email').where('sessions_void_before', '>=', at).execute(),
    }));
    expect(left).toEqual({ sessions: [], voided: [{ email: 'ada@example.com' }] });
    expect(await cli('admin', 'revoke', 'ada@example.com')).toMatchObject({ code: 75 });
    expect(await cli('admin', 'grant', 'bob@example.com')).toMatchObject({ stdout: 'ada@example.com\nbob@example.com\n' });
    expect(await cli('admin', 'revoke', 'ada@example.com')).toMatchObject({ code: 0, stdout: 'bob@example.com\n' });
    expect(await cli('admin', 'grant', 'nobody@example.com')).toMatchObject({ code: 66 });

    const events = await db.system('test', (tx) => tx.selectFrom('audit_events').select(['event', 'actor_kind']).execute());
    expect(events).toEqual(Array.from({ length: 3 }, () => ({ event: 'user.updated', actor_kind: 'system' })));
    await db.stop();
  });

  it('needs a database', async () => {
    expect(await createTestCli('http://127.0.0.1:1')('admin', 'list')).toMatchObject({ code: 65 });
  });
});

describe('moorage audit verify-all', () => {
  it('reads every chain, and names what is not what was written', async () => {
    const config = { dsn: new Secret(source.dsn), poolSize: 2, statementTimeoutMs: 10_000, applicationName: 'test' };
    const db = createDatabase({ config, log: silentLog, clock: systemClock });
    await db.start();
    const cli = createTestCli('http://127.0.0.1:1', { DATABASE_DSN: source.dsn });
    const good = await cli('audit', 'verify-all');
    expect(good).toMatchObject({ code: 0, stderr: '1 audit chains are what was written.\n' });
    expect(good.stdout).toMatch(/^ok {5}[0-9a-f-]{36} \d+ events, head \d+ [0-9a-f]{64}\n$/);
    expect(await cli('audit', 'verify-all', '--quiet')).toMatchObject({ code: 0, stdout: '' });
    await db.execute('alter table audit_events disable trigger user');
    await db.system('test', (tx) => tx.updateTable('audit_events').set({ actor_kind: 'user' }).where('seq', '=', '2').execute());
    const bad = await cli('audit', 'verify-all', '--json', '--quiet');
    expect([bad.code, JSON.parse(bad.stdout)]).toMatchObject([65, { ok: false, problems: [{ seq: 2, kind: 'changed' }] }]);
    expect((await cli('audit', 'verify-all')).stdout).toContain('\n       2 changed: ');
    await db.stop();
  });
});

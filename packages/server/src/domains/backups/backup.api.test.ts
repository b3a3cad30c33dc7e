/** Backups of a running platform: asked for, made, proved, told, and what goes wrong is said. */
import { createLog } from '@moorage/core/log';
import { sql } from 'kysely';
import { waitUntil } from '@moorage/testkit/wait-until';
import { beforeAll, describe, expect, it } from 'vitest';
import { type Answer, type Person, useTestServer } from '../../../test/support.ts';

let logged = '';
const log = createLog({ level: 'warn', destination: { write: (line) => void (logged += line) } });
/** A moment that does not come while this runs. */
const schedule = '7 1 29 2 *';
const environment = { BACKUP_SCHEDULE: schedule, BACKUP_VERIFY_SCHEDULE: 'off' };
const server = useTestServer({ name: 'backups', log, environment });
const bare = useTestServer({ name: 'backups_off', withoutBackups: true });
const path = '/api/admin/backups';
let admin: Person;
let eve: Person;

beforeAll(async () => {
  admin = await server.signIn('admin@example.com');
  eve = await server.signIn('eve@example.com');
});

const first = (answer: Answer) => answer.body.backups[0];

/** Asks for a backup and waits for what became of it. */
async function backUp(): Promise<ReturnType<typeof first>> {
  const before = (await admin.get(path)).body.backups.length;
  expect((await admin.post(path)).status).toBe(202);
  return await waitUntil(
    async () => {
      const { body } = await admin.get(path);
      return body.backups.length > before && body.backups[0].state !== 'running' ? body.backups[0] : undefined;
    },
    { describe: 'a backup', timeoutMs: 60_000 },
  );
}

async function events(): Promise<string[]> {
  const rows = await server.app.database.system('test', (tx) =>
    tx.selectFrom('audit_events').select('event').where('event', 'like', 'backup.%').orderBy('seq').execute(),
  );
  return rows.map(({ event }) => event);
}

describe('backups of the platform', () => {
  it('are made when they are asked for, proved, and told with their dates', async () => {
    expect((await admin.get(path)).body).toMatchObject({ state: 'good', target: 'memory', lastGoodAt: null, backups: [] });
    const made = await backUp();
    expect(made).toMatchObject({ state: 'good', problem: null, verification: null });
    expect(made.rows).toBeGreaterThan(0);
    expect((await admin.post(`${path}/${made.id}/verify`)).status).toBe(202);
    const proved = await waitUntil(async () => first(await admin.get(path)).verification ?? undefined, {
      describe: 'a verification',
      timeoutMs: 60_000,
    });
    expect(proved).toMatchObject({ state: 'passed', problem: null });
    expect((await admin.get(path)).body.lastVerifiedAt).toBe(proved.at);
    expect(await events()).toEqual(['backup.requested', 'backup.made', 'backup.verification_requested', 'backup.verified']);
    expect(await server.app.metrics.text()).toMatch(/backup_last_good_age_seconds \d+\n[^]*backup_overdue 0/);
  });

  it('that are gone from their target, or new there, are told as the target has them', async () => {
    const [kept] = [await backUp()];
    const moved = new Map([...server.backups.objects].filter(([name]) => name.startsWith(kept.name)));
    for (const name of moved.keys()) server.backups.objects.delete(name);
    await backUp();
    const stateOf = async () =>
      (await admin.get(path)).body.backups.find((one: { name: string }) => one.name === kept.name)?.state;
    await waitUntil(async () => (await stateOf()) === 'missing', { describe: 'the loss to be seen' });
    // As after a restore on a new machine: the target knows of a backup that the database does not.
    for (const [name, bytes] of moved) server.backups.objects.set(name, bytes);
    await server.app.database.system('test', (tx) => tx.deleteFrom('backups').where('name', '=', kept.name).execute());
    await backUp();
    await waitUntil(async () => (await stateOf()) === 'good', { describe: 'the backup to be found' });
  });

  it('that cannot be restored are told as such, with the reason and the next step', async () => {
    const made = await backUp();
    const data = server.backups.objects.get(`${made.name}/data`);
    data?.writeUInt8(data.readUInt8(1_000) ^ 1, 1_000);
    await admin.post(`${path}/${made.id}/verify`);
    const failed = await waitUntil(async () => first(await admin.get(path)).verification ?? undefined, {
      describe: 'a verification',
      timeoutMs: 60_000,
    });
    expect(failed).toMatchObject({
      state: 'failed',
      problem: { reason: expect.stringMatching(/damaged/), nextStep: expect.any(String) },
    });
    expect(logged).toContain('a backup could not be restored');
  });

  it('raise an alert when the last good one is too old', async () => {
    await server.app.database.system('test', (tx) =>
      sql`update backups set started_at = started_at - interval '40 hours', verified_at = null`.execute(tx),
    );
    const { body } = await admin.get(path);
    expect(body).toMatchObject({ state: 'overdue', problem: { reason: expect.stringContaining('40 hours old') } });
    expect(await server.app.metrics.text()).toContain('backup_overdue 1');
    const { desk } = server.app.jobs;
    const watch = desk.kinds().find(({ kind }) => kind === 'backup.watch');
    if (watch !== undefined) await server.app.database.system('test', (tx) => desk.enqueue(tx, watch, {}));
    await waitUntil(() => logged.includes('backups of the platform need attention'), { describe: 'a warning' });
    // Not even then is the platform unready: it would only be stopped as well.
    expect((await server.anybody.get('/readyz')).status).toBe(200);
  });

  it('are nobody’s but those who run the platform', async () => {
    const id = first(await admin.get(path)).id;
    for (const answer of [await eve.get(path), await eve.post(path), await eve.post(`${path}/${id}/verify`)]) {
      expect([403, 404]).toContain(answer.status);
      expect(JSON.stringify(answer.body)).not.toContain('memory');
    }
  });

  it('are refused with the next step where no place for them is configured', async () => {
    const owner = await bare.signIn('admin@example.com');
    expect((await owner.get(path)).body).toMatchObject({
      state: 'off',
      target: null,
      problem: { nextStep: expect.stringMatching(/BACKUP_DIR/) },
    });
    expect(await owner.post(path)).toMatchObject({ status: 409 });
  });
});

describe('the schedule of backups', () => {
  interface Scheduled {
    readonly kind: string;
    readonly cron: string;
    readonly nextRunAt: string;
    readonly lastRun: { readonly state: string } | null;
  }
  const shown = async (by: Person): Promise<Scheduled[]> => {
    const { body } = await by.get('/api/admin/schedules');
    return body.filter(({ kind }: Scheduled) => kind.startsWith('backup.') && kind !== 'backup.watch');
  };
  const ofEngine = async ({ app }: typeof server): Promise<unknown[]> =>
    (await app.database.execute(`select name, cron from jobs.schedule where name in ('backup.run', 'backup.verify')`)).rows;

  it('is the one that is configured, for the engine and for whoever runs the platform', async () => {
    const [backup, ...others] = await shown(admin);
    expect([backup, others]).toMatchObject([{ kind: 'backup.run', cron: schedule }, []]);
    expect(backup?.nextRunAt).toMatch(/-02-29T01:07:00.000Z$/);
    expect(await ofEngine(server)).toEqual([{ name: 'backup.run', cron: schedule }]);
  });

  it('makes a good backup with nobody asking', async () => {
    const { desk } = server.app.jobs;
    const known = (await admin.get(path)).body.backups.length;
    const requests = (await events()).filter((event) => event === 'backup.requested').length;
    const kind = desk.kinds().find((one) => one.cron === schedule);
    if (kind !== undefined) await server.app.database.system('test', (tx) => desk.enqueue(tx, kind, {}));
    await waitUntil(
      async () => {
        const { backups } = (await admin.get(path)).body;
        return backups.length > known && backups[0].state === 'good';
      },
      { describe: 'the scheduled backup', timeoutMs: 60_000 },
    );
    await waitUntil(async () => (await shown(admin))[0]?.lastRun?.state === 'succeeded', { describe: 'its run to be told' });
    expect((await events()).filter((event) => event === 'backup.requested')).toHaveLength(requests);
  });

  it('is none where there is no place for them', async () => {
    expect(await ofEngine(bare)).toEqual([]);
    expect(await shown(await bare.signIn('admin@example.com'))).toEqual([]);
  });
});

describe('jobs of a restored backup', () => {
  it('are queued again, but for those that come by themselves', async () => {
    const { database } = server.app;
    const service = server.app.services.find(({ name }) => name === 'restored-jobs');
    const gone = '00000000-0000-7000-8000-000000000001';
    await database.system('test', async (tx) => {
      const rows = [
        { kind: 'domain.check', payload: JSON.stringify({ id: gone }) },
        { kind: 'token.sweep', payload: '{}' },
        { kind: 'of.another-version', payload: '{}' },
      ];
      for (const row of rows) {
        const id = sql<string>`gen_random_uuid()`;
        const start_after = new Date('2999-01-01T00:00:00Z');
        await tx
          .insertInto('restored_jobs')
          .values({ ...row, id, start_after })
          .execute();
      }
    });
    await service?.start();
    const { rows } = await database.execute(`select name, start_after from jobs.job where data->>'id' = $1`, [gone]);
    expect(rows).toEqual([{ name: 'domain.check', start_after: new Date('2999-01-01T00:00:00Z') }]);
    const left = await database.system('test', (tx) => tx.selectFrom('restored_jobs').select('id').execute());
    expect([left, logged.includes('of.another-version')]).toEqual([[], true]);
  });
});

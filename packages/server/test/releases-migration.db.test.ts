import { cp, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { silentLog } from '@moorage/core/log';
import { Secret } from '@moorage/core/secret';
import { useTestDatabase } from '@moorage/testkit/postgres';
import { makeTempDir } from '@moorage/testkit/temp-dir';
import pg from 'pg';
import { describe, expect, it } from 'vitest';
import { openDatabase } from './database.ts';
import { listReleases } from '../src/domains/deployments/release.store.ts';
import { migrate, migrationsDir } from '../src/platform/db/migrate.ts';

const source = useTestDatabase({ name: 'releases_migration', fingerprint: 'empty', migrate: async () => {} });
const id = (last: number) => `0197a000-0000-7000-8000-${String(last).padStart(12, '0')}`;

/** The schema as it was before there were releases. */
async function migrateUpTo(last: string): Promise<void> {
  const dir = makeTempDir('migrations');
  try {
    const names = (await readdir(migrationsDir)).filter((name) => name.endsWith('.sql') && name <= last);
    for (const name of names) await cp(join(migrationsDir, name), join(dir.path, name));
    await migrate({ dsn: new Secret(source.dsn), log: silentLog, dir: dir.path });
  } finally {
    dir.remove();
  }
}

const before = `
  select set_config('moorage.system', 'on', false);
  insert into orgs (id, name, slug, created_at) values ('${id(1)}', 'Ours', 'ours', now());
  insert into teams (id, org_id, name, created_at) values ('${id(2)}', '${id(1)}', 'Default', now());
  insert into deployments (id, org_id, team_id, owner_id, name, display_name, namespace, template_name, blueprint, services,
                           env_vars, images, generation, status, created_at, updated_at)
    values ('${id(3)}', '${id(1)}', '${id(2)}', '${id(4)}', 'shop', 'Shop', 'u-1', 'hello',
            '{"services": [{"name": "web", "image": "nginx:1.29"}], "ingresses": [], "definitions": []}', '{web}',
            '{"GREETING": "Ahoy"}', '{"web": "nginx:1.30"}', 7, 'Ready', now(), now());
  insert into deployment_hosts (label, org_id, deployment_id) values ('shop', '${id(1)}', '${id(3)}');`;

describe('the migration to releases', () => {
  it('makes what is there already the first release, so that one can go back to it', async () => {
    await migrateUpTo('0006_deployments.sql');
    const client = new pg.Client({ connectionString: source.dsn });
    await client.connect();
    await client.query(before);
    await client.end();
    await migrate({ dsn: new Secret(source.dsn), log: silentLog });
    const db = openDatabase(source.dsn);
    await db.start();
    try {
      const query = { deploymentId: id(3), beforeNumber: undefined, limit: 10 };
      const releases = await db.tenant([id(1)], (tx) => listReleases(tx, query));
      expect(releases).toMatchObject([
        {
          number: 1,
          generation: 7,
          kind: 'create',
          state: 'live',
          hostLabels: ['shop'],
          wish: { envVars: { GREETING: 'Ahoy' }, images: { web: 'nginx:1.30' }, autoRollback: true, readyDeadlineSeconds: 600 },
        },
      ]);
      const row = await db.tenant([id(1)], (tx) => tx.selectFrom('deployments').select('release').executeTakeFirstOrThrow());
      expect(row.release).toBe(1);
    } finally {
      await db.stop();
    }
  });
});

/** Row-level security against queries that forget the filter: every table of tenants, with rows of another organization in it. */
import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { setScene } from './scene.ts';
import { type Person, useTestServer } from './support.ts';

const server = useTestServer({ name: 'tenancy_rows' });
let client: pg.Client;
let owner: Person;
let other: Person;
let tables: { name: string; key: string }[];

/** Tables that this scene leaves empty; what is written to them is refused all the same. May only shrink. */
const empty = new Set(['audit_checkpoints', 'audit_sinks', 'email_domain_joins', 'image_hook_deliveries']);

beforeAll(async () => {
  owner = await server.signIn('owner@example.com');
  other = await server.signIn('other@example.com');
  await setScene(server, owner);
  // What a move to another store of secrets leaves behind until it is removed.
  const leftover = { org_id: owner.orgId, path: 'left', store: 'vault', remove_after: new Date('2126-01-01T00:00:00Z') };
  await server.app.database.system('test', (tx) => tx.insertInto('secret_leftovers').values(leftover).execute());
  // What a record leaves at its provider until that has taken it away.
  await server.app.database.system('test', async (tx) => {
    const domain = await tx.selectFrom('dns_domains').select('id').where('org_id', '=', owner.orgId).executeTakeFirstOrThrow();
    const ids = { id: randomUUID(), org_id: owner.orgId, domain_id: domain.id, record_id: randomUUID() };
    const place = { zone_id: '', name: 'left.example.org', type: 'A', attempts: 0, next_at: leftover.remove_after };
    await tx
      .insertInto('dns_leftovers')
      .values({ ...ids, ...place })
      .execute();
  });
  client = new pg.Client({ connectionString: server.dsn });
  await client.connect();
  const { rows } = await client.query<{ name: string; key: string }>(`
    select c.relname::text as name, case c.relname when 'orgs' then 'id' else 'org_id' end as key
      from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where n.nspname = 'public' and c.relkind in ('r', 'p')
       and (c.relname = 'orgs' or exists (select from pg_attribute a where a.attrelid = c.oid and a.attname = 'org_id' and not a.attisdropped))
     order by 1`);
  tables = rows;
});
afterAll(() => client.end());

/** What a query gives in a transaction that is bound to one organization, or (`system`) to all; nothing of it stays. */
async function as(orgId: string, text: string, values: readonly unknown[] = []): Promise<number> {
  await client.query('begin');
  try {
    const [setting, value] = orgId === 'system' ? ['moorage.system', 'on'] : ['moorage.org_ids', orgId];
    await client.query(`select set_config($1, $2, true)`, [setting, value]);
    const { rowCount } = await client.query(text, [...values]);
    return rowCount ?? 0;
  } finally {
    await client.query('rollback');
  }
}

async function refusal(orgId: string, text: string, values: readonly unknown[]): Promise<string> {
  return await as(orgId, text, values).then(
    (count) => `${count} rows`,
    (error: unknown) => (error instanceof Error ? error.message : String(error)),
  );
}

describe('a transaction of one organization', () => {
  it('is bound by policies at all', async () => {
    const { rows } = await client.query('select rolsuper or rolbypassrls as is_free from pg_roles where rolname = current_user');
    expect(rows).toEqual([{ is_free: false }]);
    expect(tables.length).toBeGreaterThan(12);
  });

  it('finds nothing of another one where the query forgot to ask for its own', async () => {
    const seen: string[] = [];
    const bare: string[] = [];
    for (const { name, key } of tables) {
      const theirs = `select 1 from ${name} where ${key} = '${owner.orgId}'`;
      if ((await as('system', theirs)) === 0) bare.push(name);
      if ((await as(other.orgId, theirs)) > 0) seen.push(name);
      const { rows } = await client.query(`select 1 from ${name} where ${key} is not null limit 1`);
      if (rows.length > 0) seen.push(`${name}, bound to nobody`);
    }
    expect(seen).toEqual([]);
    expect(bare.filter((name) => !empty.has(name))).toEqual([]);
  });

  it('changes and deletes nothing of it', async () => {
    const touched: string[] = [];
    for (const { name, key } of tables) {
      for (const text of [`update ${name} set ${key} = ${key}`, `delete from ${name}`]) {
        const where = `where ${key} = '${owner.orgId}'`;
        const outcome = await refusal(other.orgId, `${text} ${where}`, []);
        if (outcome !== '0 rows' && !outcome.includes('append-only')) touched.push(`${text}: ${outcome}`);
      }
    }
    expect(touched).toEqual([]);
  });

  it('writes nothing into it', async () => {
    const odd: string[] = [];
    for (const { name, key } of tables) {
      const outcome = await refusal(other.orgId, `insert into ${name} (${key}) values ($1)`, [owner.orgId]);
      if (!outcome.includes('row-level security')) odd.push(`${name}: ${outcome}`);
    }
    expect(odd).toEqual([]);
  });
});

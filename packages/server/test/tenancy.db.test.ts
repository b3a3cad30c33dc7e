/** Every table either belongs to tenants, with all that this takes, or is on the list of those that do not. */
import { useTestDatabase } from '@moorage/testkit/postgres';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { migratedDatabase } from './database.ts';

/** May only shrink: a table of no tenant needs a reason. */
const untenanted: Record<string, string> = {
  schema_migrations: 'what was applied to this database',
  idempotency_keys: 'belong to an actor',
  job_claims: 'of the platform',
  plans: 'the same for everyone',
  platform_actions: 'of the platform, for the clusters of everyone',
  backups: 'of the whole platform',
  restored_jobs: 'of the platform; each names its organization inside',
  rate_limits: 'of addresses and credentials, before anybody is known',
  clients: 'of the platform; organizations belong to them',
  client_plans: 'of the platform',
  image_watches: 'a question to a registry, whoever waits for the answer',
  image_registries: 'of the platform',
  users: 'a person may be in many organizations',
  sessions: 'belong to a user',
  identities: 'belong to a user',
  sign_in_flows: 'belong to a browser that is on its way',
  token_families: 'belong to a user',
  refresh_tokens: 'belong to a family of tokens',
  signing_keys: 'of the platform',
  device_logins: 'a program asks whoever confirms',
  fingerprint_keys: 'of the platform',
  vault_roots: 'of the platform',
  vault_checks: 'of the platform',
  secret_store_choice: 'of the platform',
  device_guesses: 'belong to a user',
};

const source = useTestDatabase(migratedDatabase('tenancy'));
let client: pg.Client;

beforeAll(async () => {
  client = new pg.Client({ connectionString: source.dsn });
  await client.connect();
});
afterAll(() => client.end());

async function column(sql: string): Promise<string[]> {
  const { rows } = await client.query<{ name: string }>(sql);
  return rows.map((row) => row.name).toSorted();
}

const tables = `select c.relname::text as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
  where n.nspname = 'public' and c.relkind in ('r', 'p')`;
const withOrg = `exists (select from pg_attribute a where a.attrelid = c.oid and a.attname = 'org_id' and not a.attisdropped)`;
const isTenant = `(${withOrg} or c.relname = 'orgs')`;

describe('tenancy of the schema', () => {
  it('gives every table an organization, or a reason to have none', async () => {
    expect(await column(`${tables} and not ${isTenant}`)).toEqual(Object.keys(untenanted).toSorted());
  });

  it('forces row-level security on every table of tenants, for the owner too', async () => {
    expect(await column(`${tables} and ${isTenant} and not (c.relrowsecurity and c.relforcerowsecurity)`)).toEqual([]);
  });

  it('has a policy on each that asks which organizations the transaction may see', async () => {
    const guarded = `exists (select from pg_policy p where p.polrelid = c.oid and pg_get_expr(p.polqual, p.polrelid) like '%moorage_sees(%')`;
    expect(await column(`${tables} and ${isTenant} and not ${guarded}`)).toEqual([]);
  });

  it('lets no policy write what it would not let see, but for what is public', async () => {
    // A policy for `select` alone admits no write.
    const open = await column(`select p.polname::text as name from pg_policy p
      where p.polcmd <> 'r' and pg_get_expr(coalesce(p.polwithcheck, p.polqual), p.polrelid) not like 'moorage_sees(%)'`);
    expect(open).toEqual([]);
  });

  it('has an index that begins with the organization wherever there is one', async () => {
    const indexed = `exists (select from pg_index i join pg_attribute a on a.attrelid = c.oid and a.attnum = i.indkey[0]
      where i.indrelid = c.oid and a.attname = 'org_id')`;
    expect(await column(`${tables} and ${withOrg} and not ${indexed}`)).toEqual([]);
  });
});

describe('the audit trail in the database', () => {
  it('cannot be changed, shortened or emptied', async () => {
    await client.query(`select set_config('moorage.system', 'on', false)`);
    await client.query(`insert into audit_events (org_id, seq, id, event, actor_kind, actor_via, target_type, target_id, request_id, at)
      values (gen_random_uuid(), 1, gen_random_uuid(), 'x.done', 'system', 'internal', 'x', '1', 'r', now())`);
    for (const statement of [`update audit_events set event = 'y.done'`, 'delete from audit_events', 'truncate audit_events']) {
      await expect(client.query(statement)).rejects.toThrow('audit events are append-only');
    }
  });
});

/** Whether the second lock of tenancy really locks: looked up in the catalogue, at start and by tests. */

type Query = (text: string) => Promise<{ readonly rows: readonly Record<string, unknown>[] }>;

/** Why policies do not bind the connected role, or undefined where they do. */
export async function findRowSecurityProblem(query: Query): Promise<string | undefined> {
  const { rows } = await query('select rolname, rolsuper, rolbypassrls from pg_roles where rolname = current_user');
  const role = rows[0];
  if (role?.['rolsuper'] === true) return `the database role ${String(role['rolname'])} is a superuser`;
  if (role?.['rolbypassrls'] === true) return `the database role ${String(role['rolname'])} has BYPASSRLS`;
  return undefined;
}

/** Tables with an `org_id` that lack a forced policy or an index that begins with it; for the test that walks the schema. */
export async function findUnguardedTables(query: Query): Promise<string[]> {
  const { rows } = await query(`
    select c.relname as name
      from pg_class c
      join pg_attribute a on a.attrelid = c.oid and a.attname = 'org_id' and not a.attisdropped
     where c.relkind in ('r', 'p') and c.relnamespace = 'public'::regnamespace
       and not (c.relrowsecurity and c.relforcerowsecurity
                and exists (select from pg_policy p where p.polrelid = c.oid)
                and exists (select from pg_index i where i.indrelid = c.oid and i.indkey[0] = a.attnum))
     order by 1`);
  return rows.map((row) => String(row['name']));
}

import { sql } from 'kysely';
import type { Tx } from '../../platform/db/database.ts';
import { maskedValue } from '../templates/index.ts';
import type { Canary } from './canary.rules.ts';

/** Whether a blueprint's secret parameters have a value in plain beside it. */
function hasPlain(blueprint: string, values: string) {
  return sql<boolean>`exists (
    select from jsonb_array_elements(coalesce(${sql.raw(blueprint)} -> 'definitions', '[]')) as definition
     where (definition ->> 'secret')::boolean
       and ${sql.raw(values)} ? (definition ->> 'name')
       and ${sql.raw(values)} ->> (definition ->> 'name') <> ${maskedValue})`;
}

/** Deployments that hold values of secret parameters in plain, or whose releases do. */
export async function listUnmoved(tx: Tx): Promise<{ id: string; orgId: string }[]> {
  const rows = await tx
    .selectFrom('deployments')
    .select(['id', 'org_id'])
    .where((eb) =>
      eb.or([
        hasPlain('deployments.blueprint', 'deployments.env_vars'),
        eb.exists(
          eb
            .selectFrom('releases')
            .select('releases.id')
            .whereRef('releases.deployment_id', '=', 'deployments.id')
            .where(hasPlain("(releases.wish -> 'blueprint')", "(releases.wish -> 'envVars')")),
        ),
      ]),
    )
    .orderBy('id')
    .execute();
  return rows.map((row) => ({ id: row.id, orgId: row.org_id }));
}

interface Masked {
  readonly envVars: Readonly<Record<string, string>>;
  readonly canary: Canary | null;
  /** Of secret parameters. */
  readonly names: readonly string[];
}

export async function updateMasked(tx: Tx, id: string, { envVars, canary, names }: Masked): Promise<void> {
  const env = canary?.env?.filter((entry) => !names.includes(entry.name)) ?? null;
  await tx
    .updateTable('deployments')
    .set({
      env_vars: JSON.stringify(envVars),
      ...(canary === null ? {} : { canary: JSON.stringify({ ...canary, env }) }),
    })
    .where('id', '=', id)
    .execute();
}

/** In place of every value of a secret parameter a mask; the one change of a release that its trigger lets through. */
export async function maskReleases(tx: Tx, deploymentId: string): Promise<void> {
  await sql`select set_config('moorage.masks_secrets', 'on', true)`.execute(tx);
  await sql`
    update releases r set wish = jsonb_set(r.wish, '{envVars}', coalesce((
      select jsonb_object_agg(value.key, case when value.key in (
               select definition ->> 'name' from jsonb_array_elements(coalesce(r.wish -> 'blueprint' -> 'definitions', '[]')) as definition
                where (definition ->> 'secret')::boolean)
             then to_jsonb(${maskedValue}::text) else value.value end)
        from jsonb_each(r.wish -> 'envVars') as value), '{}'))
     where r.deployment_id = ${deploymentId}
       and ${hasPlain("(r.wish -> 'blueprint')", "(r.wish -> 'envVars')")}`.execute(tx);
  await sql`select set_config('moorage.masks_secrets', 'off', true)`.execute(tx);
}

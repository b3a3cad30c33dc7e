/** Many secrets at once from the text of an `.env` file: all of them or none. */
import { AppError } from '@moorage/core/errors';
import { Secret } from '@moorage/core/secret';
import type { Tx } from '../../platform/db/database.ts';
import type { RequestCtx } from '../../platform/http/context.ts';
import { type DotenvEntry, parseDotenv } from './dotenv.rules.ts';
import type { Placed } from './secret-access.service.ts';
import type { SecretServiceDeps } from './secret.service.ts';
import { announceChange, writeAll } from './secret-write.service.ts';
import { maxSecrets, pathOf } from './secret.rules.ts';
import { touchPath } from './secret-path.store.ts';
import { listSecrets } from './secret.store.ts';
import type { ImportView } from './secret.view.ts';

export interface ImportInput {
  readonly text: string;
  readonly replace: boolean;
  readonly dryRun: boolean;
}

interface LineProblem {
  readonly line: number;
  readonly message: string;
}

function refuse(problems: readonly LineProblem[]): void {
  if (problems.length === 0) return;
  const issues = problems
    .toSorted((left, right) => left.line - right.line)
    .slice(0, 100)
    .map(({ line, message }) => ({ path: `line ${line}`, message }));
  throw new AppError('invalid_request', 'Nothing was imported.', {
    details: { issues, nextStep: 'Correct these lines and import the text again.' },
  });
}

function entriesOf(text: string): readonly DotenvEntry[] {
  const { entries, problems } = parseDotenv(text);
  refuse(problems);
  if (entries.length === 0) refuse([{ line: 1, message: 'there is no entry in the text' }]);
  return entries;
}

/** Which entries are new; those that are not are refused unless they may replace. */
async function sort(tx: Tx, spot: Placed, input: ImportInput, entries: readonly DotenvEntry[]) {
  const present = new Set((await listSecrets(tx, spot.place.orgId, [pathOf(spot.place)])).map((row) => row.key));
  const known = entries.filter(({ key }) => present.has(key));
  if (!input.replace) refuse(known.map(({ line, key }) => ({ line, message: `${key} exists already` })));
  const created = entries.filter(({ key }) => !present.has(key));
  if (present.size + created.length > maxSecrets) {
    throw new AppError('limit_exceeded', `One place has at most ${maxSecrets} secrets.`, { details: { limit: maxSecrets } });
  }
  return { created: created.map(({ key }) => key), replaced: known.map(({ key }) => key) };
}

export async function importSecrets(
  deps: SecretServiceDeps,
  ctx: RequestCtx,
  spot: Placed,
  input: ImportInput,
): Promise<ImportView> {
  const entries = entriesOf(input.text);
  const { place, target } = spot;
  const path = pathOf(place);
  if (input.dryRun) {
    const sorted = await deps.db.tenant([place.orgId], (tx) => sort(tx, spot, input, entries));
    return { dryRun: true, ...sorted };
  }
  await deps.vault.prepare(place.orgId);
  return await deps.db.tenant([place.orgId], async (tx) => {
    await touchPath(tx, place.orgId, path);
    const sorted = await sort(tx, spot, input, entries);
    const secrets = entries.map(({ key, value }) => ({ key, value: new Secret(value), description: '' }));
    await writeAll(deps, tx, ctx, { place, secrets });
    const { scope, template, service, deploymentId, userId, orgId } = place;
    await deps.audit.append(tx, ctx, {
      orgId,
      event: 'secret.imported',
      target: { type: 'secret', id: deploymentId ?? userId ?? orgId, name: target?.name ?? scope },
      data: { scope, deployment: target?.name ?? null, template, service, ...sorted },
    });
    await announceChange(deps, tx, orgId, path);
    return { dryRun: false, ...sorted };
  });
}

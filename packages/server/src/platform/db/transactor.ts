/** Opens transactions: binds them to tenants, repeats them when that helps, translates what they throw. */
import type { Clock } from '@moorage/core/clock';
import { isUuid } from '@moorage/core/ids';
import type { Log } from '@moorage/core/log';
import { type Kysely, sql } from 'kysely';
import type { Tables } from '../../generated/tables.ts';
import type { StatementNames } from './connection.ts';
import type { ConstraintRegistry } from './constraints.ts';
import type { Db, Tx } from './db.ts';
import { codeOf, translateOutage } from './outage.ts';

export interface TransactorDeps {
  readonly builder: Kysely<Tables>;
  readonly names: StatementNames;
  readonly constraints: ConstraintRegistry;
  readonly log: Log;
  readonly clock: Clock;
}

const maxAttempts = 4;

/** serialization_failure, deadlock_detected, and a prepared statement whose result a migration changed under it. */
const passing = new Set(['40001', '40P01', '0A000']);
/** The connection was already dead when the transaction began: nothing has happened yet. */
const deadConnection = new Set(['57P01', 'ECONNRESET', 'EPIPE']);

function isPassing(error: unknown, begun: boolean): boolean {
  const code = codeOf(error);
  if (code === '0A000') return error instanceof Error && error.message.includes('cached plan');
  return passing.has(code) || (!begun && (deadConnection.has(code) || isTerminated(error)));
}

function isTerminated(error: unknown): boolean {
  return error instanceof Error && /^Connection terminated|^Client has encountered a connection error/.test(error.message);
}

function beginFor(orgIds: readonly string[], shared: readonly string[]): string {
  if (!orgIds.every((id) => isUuid(id))) throw new Error('an organization id must be a UUID');
  if (!shared.every((id) => isUuid(id))) throw new Error('the id of what is shared must be a UUID');
  const begin = `begin; set local moorage.org_ids = '${orgIds.join(',')}'`;
  return shared.length === 0 ? begin : `${begin}; set local moorage.shared_ids = '${shared.join(',')}'`;
}

export function createTransactor(deps: TransactorDeps): Pick<Db, 'tenant' | 'system' | 'beforeCommit'> {
  const hooks = new WeakMap<Tx, (() => Promise<void>)[]>();

  async function once<T>(begin: string, fn: (tx: Tx) => Promise<T>, onBegun: () => void): Promise<T> {
    return deps.builder.transaction().execute(async (tx) => {
      await sql.raw(begin).execute(tx);
      onBegun();
      const last: (() => Promise<void>)[] = [];
      hooks.set(tx, last);
      const result = await fn(tx);
      // A hook may add another; indexing sees it.
      for (let index = 0; index < last.length; index += 1) await last[index]?.();
      return result;
    });
  }

  async function run<T>(begin: string, fn: (tx: Tx) => Promise<T>): Promise<T> {
    for (let attempt = 1; ; attempt += 1) {
      let begun = false;
      try {
        return await once(begin, fn, () => {
          begun = true;
        });
      } catch (error) {
        if (attempt >= maxAttempts || !isPassing(error, begun)) throw deps.constraints.translate(translateOutage(error));
        if (codeOf(error) === '0A000') deps.names.forget();
        deps.log.debug('transaction repeated', { attempt, error });
        await deps.clock.sleep(5 * 4 ** attempt);
      }
    }
  }

  return {
    tenant: (orgIds, fn, shared = []) => run(beginFor(orgIds, shared), fn),
    system(why, fn) {
      deps.log.debug('transaction over all tenants', { why });
      return run(`begin; set local moorage.system = 'on'`, fn);
    },
    beforeCommit(tx, fn) {
      const last = hooks.get(tx);
      if (last === undefined) throw new Error('this transaction was not opened here or has ended');
      last.push(fn);
    },
  };
}

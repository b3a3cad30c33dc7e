/** Every audit chain against what was written, for the command line of whoever runs the platform: on the database alone. */
import { type ChainReport, verifyAllChains } from './domains/audit/index.ts';
import { type OperatorDeps, withOperatorDatabase } from './operator-database.ts';

export type { ChainReport };

/** Reads them one after the other; `onReport` is called as each is done. */
export async function verifyAuditChains(
  deps: OperatorDeps,
  onReport: (report: ChainReport) => void,
): Promise<{ readonly chains: number; readonly broken: number }> {
  return await withOperatorDatabase(deps, 'moorage-audit', (db, ctx) => verifyAllChains(db, ctx.signal, onReport));
}

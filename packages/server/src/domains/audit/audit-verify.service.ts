/** Whether the chains still are what was written. Reads in batches, so its memory does not grow with the chain. */
import { linkOf } from '../../platform/crypto/hash-chain.ts';
import type { Db, Tx } from '../../platform/db/database.ts';
import { type ChainReport, type ChainState, walkChain } from './audit-chain.rules.ts';
import { listChain, listChainIds, readChainState } from './audit.store.ts';

const batchSize = 1_000;
const chainsAtATime = 100;

type Read = <T>(fn: (tx: Tx) => Promise<T>) => Promise<T>;

async function walk(read: Read, orgId: string, state: ChainState, signal: AbortSignal): Promise<ChainReport> {
  const chain = walkChain(orgId, state, linkOf);
  const through = state.head?.seq ?? state.lastSeq;
  for (let after = 0; ;) {
    signal.throwIfAborted();
    const slice = { orgId, after, through, limit: batchSize };
    const rows = await read((tx) => listChain(tx, slice));
    for (const row of rows) chain.take(row);
    const last = rows.at(-1);
    if (last === undefined) return chain.end();
    after = Number(last.seq);
  }
}

/** One chain, the caller has authorized. */
export async function verifyChain(db: Db, orgId: string, signal: AbortSignal): Promise<ChainReport> {
  const read: Read = (fn) => db.tenant([orgId], fn);
  const state = await read((tx) => readChainState(tx, orgId));
  const report = await walk(read, orgId, state, signal);
  if (report.ok) return report;
  // Events may have been removed for their age while we read.
  const now = await read((tx) => readChainState(tx, orgId));
  return now.removedThrough === state.removedThrough ? report : await walk(read, orgId, now, signal);
}

/** Every chain, for the platform; `onReport` is called as each is done. */
export async function verifyAllChains(
  db: Db,
  signal: AbortSignal,
  onReport: (report: ChainReport) => void,
): Promise<{ readonly chains: number; readonly broken: number }> {
  let chains = 0;
  let broken = 0;
  for (let after: string | undefined; ;) {
    const known = after;
    const ids = await db.system('verify audit chains', (tx) => listChainIds(tx, known, chainsAtATime));
    for (const orgId of ids) {
      const report = await verifyChain(db, orgId, signal);
      chains += 1;
      if (!report.ok) broken += 1;
      onReport(report);
    }
    after = ids.at(-1);
    if (after === undefined) return { chains, broken };
  }
}

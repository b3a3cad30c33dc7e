/** `moorage audit verify-all`: every chain of the database against what was written, one line each. */
import { CliFailure } from '@moorage/cli/failure';
import type { CliIo } from '@moorage/cli/io';
import { systemClock } from '@moorage/core/clock';
import { createIds } from '@moorage/core/ids';
import { silentLog } from '@moorage/core/log';
import { type ChainReport, verifyAuditChains } from '@moorage/server/audit-chains';
import { loadConfig } from '@moorage/server/config/config';

/** sysexits(3) EX_DATAERR. */
const brokenExitCode = 65;

function lineOf({ orgId, ok, checked, head, removedThrough, unsealed }: ChainReport): string {
  const at = head === null || head === undefined ? 'empty' : `head ${head.seq} ${head.hash}`;
  const older = unsealed === 0 ? '' : `, ${unsealed} older than the chain`;
  const removed = removedThrough === 0 ? '' : `, removed for their age through ${removedThrough}`;
  return `${ok ? 'ok    ' : 'BROKEN'} ${orgId} ${checked} events${older}${removed}, ${at}\n`;
}

function problemsOf({ problems, problemCount }: ChainReport): string {
  const shown = problems.map(({ seq, kind, message }) => `       ${seq} ${kind}: ${message}\n`).join('');
  return problemCount > problems.length ? `${shown}       and ${problemCount - problems.length} more\n` : shown;
}

export interface VerifyAllRequest {
  /** One JSON document a chain. */
  readonly json: boolean;
  /** Only chains that are broken. */
  readonly quiet: boolean;
}

/** Prints a report of each chain; fails when one is broken. */
export async function runVerifyAll(io: CliIo, { json, quiet }: VerifyAllRequest): Promise<void> {
  const { signal } = io;
  const deps = { config: loadConfig(io.env), log: silentLog, clock: systemClock, ids: createIds(systemClock), signal };
  const { chains, broken } = await verifyAuditChains(deps, (report) => {
    if (quiet && report.ok) return;
    io.out(json ? `${JSON.stringify(report)}\n` : `${lineOf(report)}${problemsOf(report)}`);
  });
  if (broken > 0) {
    throw new CliFailure(`${broken} of ${chains} audit chains are not what was written.`, {
      exitCode: brokenExitCode,
      nextStep: 'Keep the database as it is, and compare with an export, a sink or a noted head (docs/audit.md).',
    });
  }
  io.err(`${chains} audit chains are what was written.\n`);
}

/**
 * What a killed owner leaves behind.
 *
 * After kill -9 of the owner its database runs on. Adopting it would save 40 ms and cost a second way to run (other settings,
 * no exit code, no output), so an orphan is always stopped and started again. Stopping is safe: the caller holds the
 * owner's lock, so nobody uses the server any more.
 */
import { rmSync } from 'node:fs';
import type { Clock } from '@moorage/core/clock';
import { AppError } from '@moorage/core/errors';
import type { Log } from '@moorage/core/log';
import { isProcessAlive, processesWorkingIn, processWorksIn } from './process-identity.ts';
import { postmasterFilePath, readPostmasterFile } from './postmaster-file.ts';

export interface OrphanDeps {
  readonly log: Log;
  readonly clock: Clock;
}

/** Signals of growing force: fast shutdown, immediate shutdown, death; each with the time it gets. */
export const stopSteps = [
  { signal: 'SIGINT', graceMs: 3_000 },
  { signal: 'SIGQUIT', graceMs: 1_200 },
  { signal: 'SIGKILL', graceMs: 500 },
] as const;

function trySignal(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // It ended between the look and the signal.
  }
}

async function endsWithin(pid: number, graceMs: number, clock: Clock): Promise<boolean> {
  const endsAt = clock.monotonicMs() + graceMs;
  while (clock.monotonicMs() < endsAt) {
    if (!isProcessAlive(pid)) return true;
    await clock.sleep(10);
  }
  return !isProcessAlive(pid);
}

/**
 * Stops the server that a former owner left, and removes a `postmaster.pid` whose pid now belongs to a stranger (PostgreSQL
 * itself deals with one whose pid is free, and looks for left-over shared memory when it does).
 */
export async function clearOrphan(clusterDir: string, deps: OrphanDeps): Promise<void> {
  const found = readPostmasterFile(clusterDir);
  if (found === undefined || !isProcessAlive(found.pid)) return;
  if (!processWorksIn(found.pid, clusterDir)) {
    if (processesWorkingIn(clusterDir).length === 0) rmSync(postmasterFilePath(clusterDir), { force: true });
    return;
  }
  deps.log.warn('stopping a database server that a former run left behind', { pid: found.pid });
  for (const step of stopSteps) {
    trySignal(found.pid, step.signal);
    if (await endsWithin(found.pid, step.graceMs, deps.clock)) return;
  }
  throw new AppError('unavailable', `The database server with pid ${found.pid} of a former run does not end.`, {
    details: { nextStep: `End process ${found.pid} and start again.` },
  });
}

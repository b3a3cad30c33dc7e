/**
 * What a killed owner leaves behind.
 *
 * After kill -9 of the owner its database ends by itself, but not at once, and not on every system. Adopting it would save 40 ms and cost a second way to run (other settings,
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

/** Children look for their server's death at least once a second. */
const childGraceMs = 3_000;

function trySignal(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // It ended between the look and the signal.
  }
}

async function holdsWithin(condition: () => boolean, graceMs: number, clock: Clock): Promise<boolean> {
  const endsAt = clock.monotonicMs() + graceMs;
  while (clock.monotonicMs() < endsAt) {
    if (condition()) return true;
    await clock.sleep(10);
  }
  return condition();
}

/** Ends the server and its children; throws when it does not end. */
async function endOrphan(pid: number, clusterDir: string, deps: OrphanDeps): Promise<void> {
  deps.log.warn('stopping a database server that a former run left behind', { pid });
  for (const step of stopSteps) {
    trySignal(pid, step.signal);
    if (!(await holdsWithin(() => !isProcessAlive(pid), step.graceMs, deps.clock))) continue;
    // The children of a server that was killed hold its shared memory until they notice.
    await holdsWithin(() => processesWorkingIn(clusterDir).length === 0, childGraceMs, deps.clock);
    return;
  }
  throw new AppError('unavailable', `The database server with pid ${pid} of a former run does not end.`, {
    details: { nextStep: `End process ${pid} and start again.` },
  });
}

/**
 * Stops the server that a former owner left, and removes its `postmaster.pid`: PostgreSQL would take whoever has that pid now
 * for the server, be it a stranger or the server itself, dead and waiting for its parent to notice. Where the system does not
 * tell which processes work in the directory, the note of one that is gone is left to PostgreSQL, which looks for left-over
 * shared memory.
 */
export async function clearOrphan(clusterDir: string, deps: OrphanDeps): Promise<void> {
  const found = readPostmasterFile(clusterDir);
  if (found === undefined) return;
  const isAlive = isProcessAlive(found.pid);
  if (!isAlive && process.platform !== 'linux') return;
  if (isAlive && processWorksIn(found.pid, clusterDir)) await endOrphan(found.pid, clusterDir, deps);
  if (processesWorkingIn(clusterDir).length === 0) rmSync(postmasterFilePath(clusterDir), { force: true });
}

/**
 * Decides when to take which jobs.
 *
 * It sleeps until something is notified, a job of its own ends, a known due time comes or two seconds have passed; then it
 * takes as many jobs of a kind as that kind has free places. The two-second look is one query for all kinds together. It finds
 * what cron has queued, corrects whatever a lost notification left behind, and looks for claims of dead workers.
 */
import type { CancelTimer, Clock } from '@moorage/core/clock';
import type { Log } from '@moorage/core/log';
import { jobDefaults } from './boss.ts';
import type { Claims } from './claims.ts';
import type { BoundJob } from './job.ts';
import type { Runner } from './runner.ts';

export interface WorkerDeps {
  readonly jobs: ReadonlyMap<string, BoundJob>;
  readonly claims: Claims;
  readonly runner: Runner;
  readonly log: Log;
  readonly clock: Clock;
}

export interface Worker {
  start(): void;
  /** Takes nothing more, lets what runs finish for a while, then tells it to stop. */
  stop(): Promise<void>;
  /** A job of this kind is due; without a kind, one was queued for later. */
  readonly wake: (kind: string) => void;
  /** Resolves when nothing runs and nothing is due. */
  idle(): Promise<void>;
  running(): number;
}

const lookMs = 2_000;
/** Long enough to gather what comes in one burst. */
const soonMs = 20;
/** A worker that has just lost its session gets this long to come back before its jobs are taken from it. */
const suspicionMs = 1_500;
const finishMs = 1_000;
const abortMs = 1_000;

export function createWorker(deps: WorkerDeps): Worker {
  const { jobs, claims, clock, log } = deps;
  const running = new Map<Promise<void>, string>();
  const woken = new Set<string>();
  const suspects = new Map<number, number>();
  const stopper = new AbortController();
  let isStopping = false;
  let isSoonWanted = false;
  let pumping: Promise<void> | undefined;
  let cancelLook: CancelTimer = () => {};
  const dueTimers = new Map<string, CancelTimer>();
  const isQuiet = (): boolean => pumping === undefined && running.size === 0;

  function freePlaces(kind: string, bound: BoundJob): number {
    const used = [...running.values()].filter((other) => other === kind).length;
    return (bound.job.concurrency ?? jobDefaults.concurrency) - used;
  }

  async function takeSome(kind: string): Promise<void> {
    const bound = jobs.get(kind);
    const free = bound === undefined ? 0 : freePlaces(kind, bound);
    if (bound === undefined || free <= 0) return;
    for (const claimed of await claims.take(bound.job, free)) {
      const run = deps.runner.run(bound, claimed, stopper.signal).then(() => {
        running.delete(run);
        // It may have made room, failed into a retry or been snoozed.
        wake(kind);
        lookSoon();
      });
      running.set(run, kind);
    }
  }

  async function pump(): Promise<void> {
    for (let kind = next(); kind !== undefined && !isStopping; kind = next()) {
      woken.delete(kind);
      try {
        await takeSome(kind);
      } catch (error) {
        log.warn('jobs could not be taken', { job: kind, error });
      }
    }
  }
  const next = (): string | undefined => woken.values().next().value;

  function wake(kind: string): void {
    if (isStopping || !jobs.has(kind)) return;
    woken.add(kind);
    pumping ??= pump().finally(() => {
      pumping = undefined;
      const left = next();
      if (left !== undefined) wake(left);
    });
  }

  function wakeAt(kind: string, inMs: number): void {
    dueTimers.get(kind)?.();
    dueTimers.set(
      kind,
      clock.after(Math.ceil(inMs) + 1, () => wake(kind)),
    );
  }

  async function lookForDue(): Promise<void> {
    for (const { kind, inMs } of await claims.due([...jobs.keys()])) {
      if (inMs <= 0) wake(kind);
      else if (inMs <= lookMs) wakeAt(kind, inMs);
    }
  }

  async function lookForDead(): Promise<void> {
    const now = clock.monotonicMs();
    const dead = await claims.deadWorkers();
    for (const id of suspects.keys()) if (!dead.includes(id)) suspects.delete(id);
    for (const id of dead) if (!suspects.has(id)) suspects.set(id, now);
    const certain = dead.filter((id) => now - (suspects.get(id) ?? now) >= suspicionMs);
    if (certain.length === 0) return;
    const kinds = await claims.rescue(certain);
    log.warn('jobs of dead workers were put back', { workers: certain, kinds });
    for (const kind of kinds) wake(kind);
  }

  async function look(): Promise<void> {
    isSoonWanted = false;
    try {
      await lookForDue();
      await lookForDead();
    } catch (error) {
      log.warn('the job queue could not be read', { error });
    }
    // Something may have changed behind this look while it was going on.
    if (!isStopping) schedule(isSoonWanted ? soonMs : lookMs);
  }
  function schedule(inMs: number): void {
    cancelLook();
    cancelLook = clock.after(inMs, () => void look());
  }
  function lookSoon(): void {
    isSoonWanted = true;
    if (!isStopping) schedule(soonMs);
  }
  async function allEnded(withinMs: number): Promise<void> {
    const enough = new AbortController();
    await Promise.race([Promise.all(running.keys()), clock.sleep(withinMs, enough.signal)]);
    enough.abort();
  }

  return {
    wake: (kind) => (kind === '' ? lookSoon() : wake(kind)),
    running: () => running.size,
    start: () => schedule(0),
    async stop() {
      isStopping = true;
      cancelLook();
      for (const cancel of dueTimers.values()) cancel();
      await pumping;
      await allEnded(finishMs);
      stopper.abort();
      await allEnded(abortMs);
    },
    async idle() {
      for (;;) {
        await pumping;
        await Promise.all(running.keys());
        if (!isQuiet()) continue;
        const due = (await claims.due([...jobs.keys()])).filter(({ inMs }) => inMs <= 0);
        // A job that was taken while the question was on its way is due no more, and runs.
        if (due.length === 0 && isQuiet()) return;
        for (const { kind } of due) wake(kind);
      }
    },
  };
}

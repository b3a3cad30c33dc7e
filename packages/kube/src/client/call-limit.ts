/**
 * How fast we call: a rate with bursts, in order of urgency, and a pause when the server asks for one.
 *
 * Renewals of leases never wait: a process that loses its lease because it was busy makes everything worse. After them comes what a
 * person waits for, then the rest, each first come, first served. When the server says 429 or 503 with `Retry-After`, nobody but
 * leases calls until that time is over, so that a server in trouble is not asked for the same by everyone at once.
 */
import type { CancelTimer, Clock } from '@moorage/core/clock';
import { createTokenBucket, type Rate } from '@moorage/core/token-bucket';
import { abortedError } from './errors.ts';
import type { CallPriority } from './types.ts';

export interface CallLimit {
  /** Resolves when the call may go out; rejects when the signal aborts before. */
  acquire(priority: CallPriority, signal?: AbortSignal): Promise<void>;
  /** Holds everybody but leases back for so long. */
  pause(ms: number): void;
  /** How many calls wait. */
  waiting(): number;
}

/** More than this is not obeyed: a server that is wrong about it would switch us off. */
const maxPauseMs = 60_000;

type Waiter = () => void;

/** Makes a limit that lets a burst through at once. */
export function createCallLimit(clock: Clock, rate: Rate): CallLimit {
  const bucket = createTokenBucket(clock, rate);
  const lines: Readonly<Record<'user' | 'normal', Set<Waiter>>> = { user: new Set(), normal: new Set() };
  let pausedUntilMs = Number.NEGATIVE_INFINITY;
  let cancel: CancelTimer | undefined;

  const waiting = (): number => lines.user.size + lines.normal.size;
  const delayMs = (): number => {
    const pauseMs = Math.ceil(pausedUntilMs - clock.monotonicMs());
    return pauseMs > 0 ? pauseMs : bucket.take();
  };

  /** Lets those pass who may, and comes back when the next one may. */
  function pump(): void {
    while (cancel === undefined && waiting() > 0) {
      const waitMs = delayMs();
      if (waitMs > 0) {
        cancel = clock.after(waitMs, () => {
          cancel = undefined;
          pump();
        });
        return;
      }
      const line = lines.user.size > 0 ? lines.user : lines.normal;
      const [first] = line;
      if (first === undefined) return;
      line.delete(first);
      first();
    }
  }

  return {
    waiting,
    pause: (ms) => void (pausedUntilMs = Math.max(pausedUntilMs, clock.monotonicMs() + Math.min(ms, maxPauseMs))),
    async acquire(priority, signal) {
      if (priority === 'lease') return;
      if (cancel === undefined && waiting() === 0 && delayMs() === 0) return;
      const line = lines[priority];
      await new Promise<void>((resolve, reject) => {
        const onAbort = (): void => {
          line.delete(pass);
          reject(abortedError('call that waited for its turn'));
        };
        const pass = (): void => {
          signal?.removeEventListener('abort', onAbort);
          resolve();
        };
        if (signal?.aborted === true) return onAbort();
        signal?.addEventListener('abort', onAbort, { once: true });
        line.add(pass);
        return pump();
      });
    },
  };
}

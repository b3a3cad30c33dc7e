/**
 * The context of one operation, passed first and read from nowhere else.
 *
 * It is built at an edge (a request, a run of a job, a reconcile, a script) and says on whose behalf, under which id, with
 * which log and until when the operation runs. Layers that know about people extend it with an actor and `authorize`.
 */
import type { Clock } from './clock.ts';
import type { Log } from './log.ts';

export interface Ctx {
  readonly kind: 'request' | 'job' | 'reconcile' | 'script';
  readonly requestId: string;
  readonly log: Log;
  readonly clock: Clock;
  /** Aborts when the caller went away, the deadline passed or the process stops. */
  readonly signal: AbortSignal;
}

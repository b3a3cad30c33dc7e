/**
 * What a reconcile came to.
 *
 * `done` forgets the key (or looks again after `afterMs`), `wait` looks again because something is on its way, `stalled`
 * waits for a change because trying again is pointless. Backing off is not an outcome: it is what a throw means.
 */
export type Outcome =
  | { readonly kind: 'done'; readonly afterMs?: number }
  | { readonly kind: 'wait'; readonly afterMs: number; readonly reason: string }
  | { readonly kind: 'stalled'; readonly reason: string; readonly message: string };

/** Nothing left to do; with `afterMs`, look again then to repair drift. */
export function done(afterMs?: number): Outcome {
  return afterMs === undefined ? { kind: 'done' } : { kind: 'done', afterMs };
}

/** Something is on its way; look again after `afterMs` even without a change. */
export function wait(afterMs: number, reason: string): Outcome {
  return { kind: 'wait', afterMs, reason };
}

/** Only a change of the object can help; `reason` is CamelCase, `message` is for people. */
export function stalled(reason: string, message: string): Outcome {
  return { kind: 'stalled', reason, message };
}

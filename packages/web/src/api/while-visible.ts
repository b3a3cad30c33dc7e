/**
 * Streams only for tabs that are looked at.
 *
 * A browser opens at most six connections to one host over HTTP/1.1, for all tabs together: six forgotten tabs with an open
 * stream each would make every request of the seventh wait for ever. A tab that is out of sight for a while gives its
 * stream back and opens it again when it is seen.
 */
import { after } from '../lib/clock.ts';

/** Looking something up in another tab does not cost the connection. */
export const graceMs = 30_000;

/** Calls `start` while the tab is visible and what `start` returned when it has been hidden for a while, until it is ended itself. */
export function whileVisible(start: () => () => void): () => void {
  let stop: (() => void) | undefined;
  let cancel: (() => void) | undefined;
  const release = () => {
    stop?.();
    stop = undefined;
  };
  const look = () => {
    cancel?.();
    cancel = undefined;
    if (document.visibilityState !== 'hidden') stop ??= start();
    else if (stop !== undefined) cancel = after(graceMs, release);
  };
  document.addEventListener('visibilitychange', look);
  look();
  return () => {
    document.removeEventListener('visibilitychange', look);
    cancel?.();
    release();
  };
}

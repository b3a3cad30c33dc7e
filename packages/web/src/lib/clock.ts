/** The only place of the console that reads the clock or sets a timer; everything else takes a time or a callback. */

/** Milliseconds since the epoch. */
export function nowMs(): number {
  return Date.now();
}

/** Calls `run` every `periodMs` until the returned function is called. */
export function every(periodMs: number, run: () => void): () => void {
  const timer = setInterval(run, periodMs);
  return () => clearInterval(timer);
}

/** Calls `run` once after `delayMs` unless the returned function is called before. */
export function after(delayMs: number, run: () => void): () => void {
  const timer = setTimeout(run, delayMs);
  return () => clearTimeout(timer);
}

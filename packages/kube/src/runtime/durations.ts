/** How long things took, counted in classes: an average hides the one reconcile in a hundred that somebody waits for. */

/** Upper bounds of the classes; what took longer than the last is counted in the whole alone. */
export const durationBoundsSeconds = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60] as const;

export interface DurationStats {
  /** How many took no longer than each of the bounds. */
  readonly upTo: readonly number[];
  readonly count: number;
  readonly sumMs: number;
}

export interface Durations {
  add(ms: number): void;
  stats(): DurationStats;
}

/** Makes an empty count. */
export function createDurations(): Durations {
  const upTo = durationBoundsSeconds.map(() => 0);
  let count = 0;
  let sumMs = 0;
  return {
    add(ms) {
      count += 1;
      sumMs += ms;
      for (const [index, bound] of durationBoundsSeconds.entries()) if (ms <= bound * 1_000) upTo[index] = (upTo[index] ?? 0) + 1;
    },
    stats: () => ({ upTo: [...upTo], count, sumMs }),
  };
}

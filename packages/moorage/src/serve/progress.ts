/** What a person sees while the platform starts: one line a step, with how long it took. */
import type { Clock } from '@moorage/core/clock';

export interface Progress {
  /** Runs a step and tells its name and duration. */
  step<T>(name: string, work: () => Promise<T>): Promise<T>;
  line(text: string): void;
}

/** Progress lines through `write`; durations by the clock. */
export function createProgress(write: (text: string) => void, clock: Clock): Progress {
  return {
    line: (text) => write(`${text}\n`),
    async step(name, work) {
      const beganAt = clock.monotonicMs();
      const result = await work();
      write(`  ${name.padEnd(12)} ready in ${((clock.monotonicMs() - beganAt) / 1000).toFixed(2)} s\n`);
      return result;
    },
  };
}

/** When a cron schedule is due, on top of the cron library. */
import { Cron } from 'croner';

export interface Schedule {
  /** The last time at or before `until` and after `since`, and how many there were (counted up to 101). */
  missed(since: Date, until: Date): { readonly last: Date | undefined; readonly count: number };
  next(after: Date): Date | undefined;
}

const mostCounted = 101;

/** The five-field schedule, or what is wrong with it; without a zone it is read in UTC. */
export function parseSchedule(expression: string, timeZone = 'UTC'): Schedule | { readonly invalid: string } {
  try {
    const cron = new Cron(expression, { timezone: timeZone, paused: true, mode: '5-part' });
    cron.nextRun();
    return {
      next: (after) => cron.nextRun(after) ?? undefined,
      missed(since, until) {
        // The library excludes the given instant, the API includes it.
        const last = cron.previousRuns(1, new Date(until.getTime() + 1))[0];
        if (last === undefined || last <= since) return { last: undefined, count: 0 };
        let count = 0;
        let at: Date | null = since;
        while (count < mostCounted && at !== null && at < last) {
          at = cron.nextRun(at);
          count += 1;
        }
        return { last, count };
      },
    };
  } catch (error) {
    return { invalid: error instanceof Error ? error.message : String(error) };
  }
}

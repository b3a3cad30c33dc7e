/** How many streams one caller may hold open: each costs a connection and, for logs, a question a second to the cluster. */
import { AppError } from '@moorage/core/errors';

export const streamsPerCaller = 50;

export interface StreamCount {
  /** Counts one in; throws `rate_limited` when that is one too many. Returns the way to count it out. */
  enter(caller: string): () => void;
}

/** Makes the count of one server. */
export function createStreamCount(): StreamCount {
  const open = new Map<string, number>();
  return {
    enter(caller) {
      const before = open.get(caller) ?? 0;
      if (before >= streamsPerCaller) {
        throw new AppError('rate_limited', `You have ${streamsPerCaller} streams open, and more are not possible.`, {
          retryAfterSeconds: 5,
          details: { nextStep: 'Close tabs or programs that follow logs or events.' },
        });
      }
      open.set(caller, before + 1);
      return () => {
        const rest = (open.get(caller) ?? 1) - 1;
        if (rest === 0) open.delete(caller);
        else open.set(caller, rest);
      };
    },
  };
}

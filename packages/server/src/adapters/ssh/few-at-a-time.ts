import { AppError } from '@moorage/core/errors';

/** Runs few of these at once, lets some wait in order, and refuses the rest. */
export type FewAtATime = <T>(work: () => Promise<T>) => Promise<T>;

export function createFewAtATime({ running: most, waiting: mostWaiting }: { running: number; waiting: number }): FewAtATime {
  const queue: (() => void)[] = [];
  let running = 0;

  async function enter(): Promise<void> {
    if (running < most) {
      running += 1;
      return;
    }
    if (queue.length >= mostWaiting) {
      throw new AppError('unavailable', 'Too many keys are being made. Try again in a moment.', { retryAfterSeconds: 5 });
    }
    // Whoever leaves hands over his place.
    await new Promise<void>((resolve) => queue.push(resolve));
  }

  function leave(): void {
    const next = queue.shift();
    if (next === undefined) running -= 1;
    else next();
  }

  return async (work) => {
    await enter();
    try {
      return await work();
    } finally {
      leave();
    }
  };
}

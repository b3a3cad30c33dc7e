/** Waiting for something that happens outside of this process, where no fake clock reaches. */
import { setTimeout as sleep } from 'node:timers/promises';
import { systemClock } from '@moorage/core/clock';
import { readTestConfig } from './test-config.ts';

export interface WaitOptions {
  /** Default 10 s, and 40 s on stock components, whose processes share the machine with the tests. */
  readonly timeoutMs?: number;
  /** Between the first looks; default 20 ms. What has not come after a few of them is looked for less and less often. */
  readonly intervalMs?: number;
  /** What is waited for, for the message of the failure; a function may tell the last state that was seen. */
  readonly describe: string | (() => string);
}

type Answer<Result> = Exclude<Result, undefined | null | false>;

function isAnswer<Result>(result: Result): result is Answer<Result> {
  return result !== undefined && result !== null && result !== false;
}

const defaultTimeoutMs = readTestConfig().kubernetes === 'stock' ? 40_000 : 25_000;

/** How much longer each pause is than the one before, and how many times as long as the first the longest is. */
const growth = 1.2;
const longest = 6;

/** Looks again and again until the condition gives something other than undefined, null and false, and returns that. */
export async function waitUntil<Result>(
  condition: () => Result | Promise<Result>,
  options: WaitOptions,
): Promise<Answer<Result>> {
  const { timeoutMs = defaultTimeoutMs, intervalMs = 20 } = options;
  const endsAt = systemClock.monotonicMs() + timeoutMs;
  let pauseMs = intervalMs;
  for (;;) {
    const result = await condition();
    if (isAnswer(result)) return result;
    if (systemClock.monotonicMs() >= endsAt) break;
    // Not the clock's `sleep`, whose timer lets a process end that has nothing else to do.
    await sleep(pauseMs);
    // Servers and tests share few processors: to ask without end delays what is asked for.
    pauseMs = Math.min(pauseMs * growth, intervalMs * longest);
  }
  const what = typeof options.describe === 'string' ? options.describe : options.describe();
  throw new Error(`waited ${timeoutMs} ms in vain for ${what}`);
}

/**
 * A process that does what it is told, line by line, and kills itself where it is told to: not by a throw that somebody could catch, but by
 * SIGKILL, after which nothing of it runs and nothing of it is cleaned up.
 */
import { flushCompileCache } from 'node:module';
import { createInterface } from 'node:readline';
import { isAppError } from '@moorage/core/errors';
import { z } from 'zod';

const order = z.object({ killAt: z.number().optional(), order: z.unknown() });

function die(): void {
  process.kill(process.pid, 'SIGKILL');
  // Not one more line of ours, however long the signal takes.
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
}

/** Serves orders until its input ends. `work` calls the step function at each point at which it may be killed. */
export async function serveOrders(work: (order: unknown, onStep: (step: string) => void) => Promise<unknown>): Promise<void> {
  // Who is killed keeps nothing for those after it.
  flushCompileCache();
  for await (const line of createInterface({ input: process.stdin })) {
    const { killAt, order: what } = order.parse(JSON.parse(line));
    const steps: string[] = [];
    const outcome = await work(what, (step) => {
      steps.push(step);
      if (steps.length - 1 === killAt) die();
    }).then(
      (value) => ({ value }),
      (error: unknown) => ({ refused: isAppError(error) ? error.code : String(error), message: String(error) }),
    );
    process.stdout.write(`${JSON.stringify({ steps, ...outcome })}\n`);
  }
}

/** Ports for programs that cannot say which one they got. */
import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';

/**
 * Below those that systems give to whoever connects or listens without a wish (from 32768 on Linux, from 49152 elsewhere), and below
 * those of Kubernetes' services of kind NodePort: between the question and the start of a program, hundreds of such come and go.
 */
const lowest = 20_000;
const highest = 30_000;
const attempts = 100;
const given = new Set<number>();

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer().once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}

/** Free when it was asked, by this process never given before, and so of no use to anybody who did not ask for just this one. */
export async function freePort(): Promise<number> {
  for (let attempt = 0; attempt < attempts; attempt += 1) {
    const port = randomInt(lowest, highest);
    if (given.has(port)) continue;
    // Also one that somebody has: it would be asked for again in vain.
    given.add(port);
    if (await isFree(port)) return port;
  }
  throw new Error(`None of ${attempts} ports between ${lowest} and ${highest} is free.`);
}

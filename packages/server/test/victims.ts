/** Processes for tests to kill: each boots one domain and nothing else, so that there can be one for every step. */
import { type ChildProcessWithoutNullStreams, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { makeTempDir } from '@moorage/testkit/temp-dir';
import { readTestConfig } from '@moorage/testkit/test-config';
import { afterAll, beforeAll } from 'vitest';
import { z } from 'zod';

const answer = z.object({
  steps: z.array(z.string()),
  value: z.unknown().optional(),
  refused: z.string().optional(),
  message: z.string().optional(),
});

export type Outcome = z.infer<typeof answer>;

export interface Victim {
  /** Until it has answered; throws when it dies of it. */
  run(order: unknown): Promise<Outcome>;
  /** Until it is dead by its own SIGKILL, at the step of this number. */
  die(order: unknown, killAt: number): Promise<void>;
}

const vite = join(import.meta.dirname, '../../../node_modules/vite/bin/vite.js');

/**
 * Makes one file of a program and all it imports. Of what a victim costs, most is to find, read and strip six hundred modules, which
 * is the same work for each of them.
 */
async function bundle(program: string, dir: string): Promise<string> {
  const config = join(import.meta.dirname, 'victim-bundle.config.ts');
  const options = ['--config', config, '--configLoader', 'native', '--logLevel', 'error', '--outDir', dir];
  const args = [vite, 'build', '--ssr', join(import.meta.dirname, program), ...options];
  await promisify(execFile)(process.execPath, args, { cwd: import.meta.dirname });
  return join(dir, program.replace(/ts$/, 'js'));
}

function startVictim(file: string, children: Set<ChildProcessWithoutNullStreams>): Victim {
  // What the one before has compiled, this one need not.
  const env = { NODE_COMPILE_CACHE: join(dirname(file), 'compiled') };
  const child = spawn(process.execPath, [file], { env });
  children.add(child);
  let complaints = '';
  child.stderr.on('data', (text: Buffer) => (complaints += text.toString()));
  // Whoever is dead is not written to.
  child.stdin.on('error', () => {});
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const ended = once(child, 'exit').then(([code, signal]) => {
    children.delete(child);
    return { code: Number(code), signal: String(signal) };
  });
  const tell = (order: unknown, killAt?: number): void => void child.stdin.write(`${JSON.stringify({ order, killAt })}\n`);
  return {
    async run(order) {
      tell(order);
      const line = await lines.next();
      if (line.done === true) throw new Error(`the process ended: ${JSON.stringify(await ended)} ${complaints}`);
      return answer.parse(JSON.parse(line.value));
    },
    async die(order, killAt) {
      tell(order, killAt);
      const line = await lines.next();
      const { signal } = await ended;
      if (line.done !== true || signal !== 'SIGKILL') throw new Error(`it lives on: ${line.value ?? ''} ${signal} ${complaints}`);
    },
  };
}

/**
 * Where of all places a run is killed: everywhere on the server of production, which `npm run test:real` has, and in the middle and
 * at the end with `npm test`. A kill means the same to both.
 */
export function killsAt<Place>(places: readonly Place[]): readonly Place[] {
  if (readTestConfig().everyKill) return places;
  return places.filter((_place, index) => index === Math.floor(places.length / 2) || index === places.length - 1);
}

/** Registers the end of those that are left over. */
export function useVictims(program: string): () => Victim {
  const children = new Set<ChildProcessWithoutNullStreams>();
  const dir = makeTempDir('victims');
  let file = '';
  beforeAll(async () => {
    file = await bundle(program, dir.path);
  });
  afterAll(async () => {
    const ends = [...children].map(async (child) => {
      child.stdin.end();
      if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
    });
    await Promise.all(ends);
    dir.remove();
  });
  return () => startVictim(file, children);
}

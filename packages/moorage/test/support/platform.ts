/**
 * The platform as a person starts it: the program as a child process on a data directory of its own, with free ports.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { plantPostgres } from '@moorage/testkit/planted-postgres';
import { waitUntil } from '@moorage/testkit/wait-until';
import { startedFingerprint } from '../../../server/test/started-fingerprint.ts';
import { builtPrograms } from './built-programs.ts';

const root = join(import.meta.dirname, '../../../..');
const program = join(root, 'packages/moorage/bin/moorage.mjs');

export interface Platform {
  readonly url: string;
  readonly dataDir: string;
  readonly pid: number;
  output(): string;
  /** Ctrl-C; resolves with the exit code. */
  stop(): Promise<number | null>;
  /** kill -9. */
  kill(): Promise<void>;
  /** Ctrl-C in a terminal, which every process of the group hears. */
  interruptGroup(): Promise<number | null>;
  /** `kill` of the process that was started; resolves with its exit code. */
  terminate(): Promise<number | null>;
}

export interface PlatformOptions {
  readonly dataDir: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Makes its database itself, as on a new machine; otherwise it is copied, as a first start leaves it. */
  readonly fromNothing?: boolean;
  /** As `npm start` instead of by the program itself. */
  readonly throughNpm?: boolean;
}

const quietPorts = {
  SERVER_ADDR: '127.0.0.1:0',
  METRICS_ADDR: '127.0.0.1:0',
  MOORAGE_INGRESS_PORT: '0',
  RATE_LIMIT_ENABLED: 'false',
};

/** What a platform does to its database when it starts for the first time. The server is loaded only where nobody did it before. */
const firstStart = {
  fingerprint: startedFingerprint(),
  async prepare(dsn: string): Promise<void> {
    const [{ appOn }, { startedDatabase }] = await Promise.all([
      import('../../../server/test/support.ts'),
      import('../../../server/test/started-database.ts'),
    ]);
    await startedDatabase('platform', appOn).migrate(dsn);
  },
};

function exited(child: ChildProcess): boolean {
  return child.exitCode !== null || child.signalCode !== null;
}

async function end(child: ChildProcess, signal: NodeJS.Signals, target = child.pid ?? 0): Promise<number | null> {
  if (exited(child)) return child.exitCode;
  const exit = once(child, 'exit');
  process.kill(target, signal);
  await exit;
  return child.exitCode;
}

/** Starts the platform and resolves when it says that it is ready; throws with its output when it ends before. */
export async function startPlatform(options: PlatformOptions): Promise<Platform> {
  const { dataDir } = options;
  const database = join(dataDir, 'postgres');
  await builtPrograms();
  if (options.fromNothing !== true && !existsSync(database)) await plantPostgres(database, firstStart);
  const [command, args] =
    options.throughNpm === true
      ? ['npm', ['start', '--', '--data-dir', dataDir]]
      : [process.execPath, ['--disable-warning=ExperimentalWarning', program, 'serve', '--data-dir', dataDir]];
  const child = spawn(command, args, {
    cwd: root,
    detached: true,
    env: { PATH: process.env['PATH'], HOME: dataDir, ...quietPorts, ...options.env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  const collect = (chunk: Buffer): void => {
    output += chunk.toString();
  };
  child.stdout.on('data', collect);
  child.stderr.on('data', collect);
  let hasClosed = false;
  // Not its exit, at which some of what it said may be still on its way.
  child.once('close', () => (hasClosed = true));
  const url = await waitUntil(
    () => {
      if (hasClosed) throw new Error(`the platform ended before it was ready:\n${output}`);
      return /ready at (http:\/\/\S+)/.exec(output)?.[1];
    },
    { timeoutMs: 110_000, describe: () => `the platform to be ready; it said:\n${output}` },
  ).catch(async (error: unknown) => {
    await end(child, 'SIGKILL');
    throw error;
  });
  return {
    url,
    dataDir,
    pid: child.pid ?? 0,
    output: () => output,
    stop: () => end(child, 'SIGINT'),
    kill: async () => void (await end(child, 'SIGKILL')),
    interruptGroup: () => end(child, 'SIGINT', -(child.pid ?? 0)),
    terminate: () => end(child, 'SIGTERM'),
  };
}

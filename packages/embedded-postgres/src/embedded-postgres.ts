/**
 * A real PostgreSQL 18 as part of our own process tree.
 *
 * The programs come from npm (one package a platform); this launcher is all that is needed to run them: make the cluster on
 * the first start, start the server, know when it is ready, know when it has died, stop it.
 *
 * What it guarantees:
 * - Nobody but the user who runs it reaches the server: it listens on a unix socket in a directory of mode 0700 and on no
 *   TCP port. That directory is the lock on the door, so the socket asks for no password.
 * - One data directory has one owner. A second one, in whatever process, is refused with the pid of the first.
 * - kill -9 of the owner loses nothing that was committed. The server ends with its owner (`death-signal.ts`); where the system
 *   cannot arrange that, the next start clears it away (`orphan.ts`, `process-lock.ts`).
 * - A server that ends by itself is started again, with growing pauses where it does not stay.
 * - The application connects as a role that is no superuser, so row-level security binds it.
 * - The server is small: about 60 MB, no parallel workers, no replication, no JIT.
 *
 * It runs in its own session, so that Ctrl-C in a terminal reaches only us and we stop it last. Its output goes to
 * `postgres.log` rather than to a pipe, because a pipe would end with us and take the evidence along.
 *
 * What breaks it: a data directory on a file system without hard links or sockets, a directory shared by two machines, and
 * a second major version of PostgreSQL on the same files (the server refuses these itself).
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, openSync, readFileSync, statSync, truncateSync } from 'node:fs';
import path from 'node:path';
import type { Clock } from '@moorage/core/clock';
import { AppError } from '@moorage/core/errors';
import type { Service, ServiceStatus } from '@moorage/core/lifecycle';
import type { Log } from '@moorage/core/log';
import { clusterPaths, prepareSocketDir, type ClusterPaths } from './cluster-paths.ts';
import { applicationDatabase, applicationRole, initializeCluster } from './initialize-cluster.ts';
import { endsWithOwner } from './death-signal.ts';
import { clearOrphan, stopSteps } from './orphan.ts';
import { requirePostgresBin } from './postgres-bin.ts';
import { readPostmasterFile } from './postmaster-file.ts';
import { acquireProcessLock } from './process-lock.ts';
import { chooseRunAs, giveTo, serverEnv, type RunAs } from './run-as.ts';
import { serverSettings, type ServerSettings } from './server-settings.ts';

export interface EmbeddedPostgresOptions {
  /** Made when missing. Everything of the server is below it, except a socket whose path would be too long. */
  readonly dataDir: string;
  readonly log: Log;
  readonly clock: Clock;
  /** Off only where the data may be lost, as in tests. Default true. */
  readonly fsync?: boolean;
  /** Settings of PostgreSQL by name, over ours. */
  readonly settings?: ServerSettings;
}

export interface EmbeddedPostgres extends Service {
  /** Connection string of the application's role; the database is `moorage` unless named. Only once started. */
  dsn(database?: string): string;
  socketDir(): string;
}

/** Recovery after a crash may replay up to `max_wal_size`; everything else is ready within 100 ms. */
const readyTimeoutMs = 60_000;
const maxLogBytes = 5_000_000;
/** Pauses before a server that ended by itself is started again; one that ran for a minute begins anew. */
const firstPauseMs = 50;
const longestPauseMs = 10_000;
const steadyMs = 60_000;

interface Running {
  readonly child: ChildProcess;
  readonly socketDir: string;
  readonly exited: Promise<void>;
  readonly release: () => void;
}

function openLog(paths: ClusterPaths, runAs: RunAs): number {
  const file = openSync(paths.log, 'a', 0o600);
  giveTo(runAs, paths.log);
  if (statSync(paths.log).size > maxLogBytes) truncateSync(paths.log);
  return file;
}

/** The last lines of the server's own log, as the reason of a failure. */
function lastWords(paths: ClusterPaths): string {
  try {
    return readFileSync(paths.log, 'utf8').trimEnd().split('\n').slice(-5).join('\n');
  } catch {
    return '';
  }
}

function launch(
  options: EmbeddedPostgresOptions,
  paths: ClusterPaths,
  from: { binDir: string; runAs: RunAs; socketDir: string },
) {
  const settings = serverSettings({ socketDir: from.socketDir, fsync: options.fsync ?? true, overrides: options.settings ?? {} });
  const server = [path.join(from.binDir, 'postgres'), '-D', paths.cluster, ...settings];
  const [command = '', ...args] = [...from.runAs.prefix, ...endsWithOwner(), ...server];
  const { uid, gid } = from.runAs;
  const output = openLog(paths, from.runAs);
  try {
    return spawn(command, args, {
      cwd: '/',
      env: serverEnv,
      detached: true,
      stdio: ['ignore', output, output],
      ...(uid === undefined ? {} : { uid }),
      ...(gid === undefined ? {} : { gid }),
    });
  } finally {
    closeSync(output);
  }
}

function acquire(paths: ClusterPaths): () => void {
  const lock = acquireProcessLock(paths.lock);
  if (lock.kind === 'acquired') return lock.release;
  throw new AppError('conflict', `The database in ${paths.root} is in use by process ${lock.holder.pid}.`, {
    details: { nextStep: 'Stop that process, or choose another data directory.' },
  });
}

/** An embedded PostgreSQL; nothing is touched before `start`. */
export function createEmbeddedPostgres(options: EmbeddedPostgresOptions): EmbeddedPostgres {
  const { log, clock } = options;
  let running: Running | undefined;
  let status: ServiceStatus = { state: 'stopped' };
  let stopping = new AbortController();
  let reviving: Promise<void> | undefined;
  let pauseMs = firstPauseMs;

  /** Starts a server that ended by itself again, until it runs or we are stopped: what was committed is in its files. */
  async function revive(paths: ClusterPaths, release: () => void): Promise<void> {
    for (; !stopping.signal.aborted; pauseMs = Math.min(pauseMs * 2, longestPauseMs)) {
      await clock.sleep(pauseMs, stopping.signal);
      if (stopping.signal.aborted) return;
      status = { state: 'starting' };
      try {
        await startServer(paths, release);
        log.warn('database server runs again after it ended by itself');
        return;
      } catch (error) {
        if (running !== undefined) await endChild(running.child, running.exited, clock);
        status = { state: 'failed', message: error instanceof Error ? error.message : String(error) };
        log.error('database server does not start again', { error });
      }
    }
  }

  function watch(child: ChildProcess, paths: ClusterPaths, release: () => void): Promise<void> {
    const beganAtMs = clock.monotonicMs();
    return new Promise((resolve) => {
      const gone = (reason: string): void => {
        const wasReady = status.state === 'running';
        if (status.state === 'starting' || status.state === 'running') {
          status = { state: 'failed', message: `The database server ended by itself (${reason}).`, lastWords: lastWords(paths) };
          log.error('database server ended by itself', { reason, lastWords: lastWords(paths) });
        }
        resolve();
        if (!wasReady) return;
        pauseMs = clock.monotonicMs() - beganAtMs > steadyMs ? firstPauseMs : Math.min(pauseMs * 2, longestPauseMs);
        reviving = revive(paths, release);
      };
      child.once('error', (error) => gone(error.message));
      child.once('exit', (code, signal) => gone(signal ?? `exit code ${String(code)}`));
    });
  }

  async function becomeReady(paths: ClusterPaths, child: ChildProcess): Promise<void> {
    const endsAt = clock.monotonicMs() + readyTimeoutMs;
    while (status.state === 'starting' && clock.monotonicMs() < endsAt) {
      const note = readPostmasterFile(paths.cluster);
      if (note?.pid === child.pid && note?.isReady === true) return;
      await clock.sleep(10);
    }
    const reason = lastWords(paths);
    throw new AppError('unavailable', `The embedded PostgreSQL did not become ready (${reason.split('\n').at(-1) ?? ''}).`, {
      internal: reason,
      details: { nextStep: `Read the end of ${paths.log}.` },
    });
  }

  async function startServer(paths: ClusterPaths, release: () => void): Promise<void> {
    const binDir = requirePostgresBin();
    await clearOrphan(paths.cluster, { log, clock });
    const runAs = chooseRunAs(paths.cluster, binDir);
    const socketDir = prepareSocketDir(paths, runAs);
    const isNew = await initializeCluster(paths.cluster, { binDir, runAs }, options.fsync ?? true);
    const child = launch(options, paths, { binDir, runAs, socketDir });
    running = { child, socketDir, exited: watch(child, paths, release), release };
    await becomeReady(paths, child);
    status = { state: 'running', pid: child.pid, socketDir };
    log.info('database server ready', { pid: child.pid, isNew });
  }

  async function stop(): Promise<void> {
    stopping.abort();
    if (reviving !== undefined && status.state === 'starting') status = { state: 'stopping' };
    await reviving;
    reviving = undefined;
    if (running === undefined) return;
    const { child, exited, release } = running;
    running = undefined;
    const hadFailed = status.state === 'failed';
    if (!hadFailed) status = { state: 'stopping' };
    await endChild(child, exited, clock);
    release();
    if (!hadFailed) status = { state: 'stopped' };
  }

  return {
    name: 'embedded-postgres',
    status: () => status,
    stop,
    async start() {
      if (status.state === 'running' || status.state === 'starting') return;
      const paths = clusterPaths(options.dataDir);
      const release = acquire(paths);
      status = { state: 'starting' };
      stopping = new AbortController();
      pauseMs = firstPauseMs;
      try {
        await startServer(paths, release);
      } catch (error) {
        if (running === undefined) release();
        else await stop();
        status = { state: 'failed', message: error instanceof Error ? error.message : String(error) };
        throw error;
      }
    },
    dsn: (database = applicationDatabase) =>
      `postgresql://${applicationRole}@/${encodeURIComponent(database)}?host=${encodeURIComponent(requireSocketDir(running))}`,
    socketDir: () => requireSocketDir(running),
  };
}

function requireSocketDir(running: Running | undefined): string {
  if (running !== undefined) return running.socketDir;
  throw new AppError('internal', 'The embedded PostgreSQL was asked for its address before it was started.');
}

async function endChild(child: ChildProcess, exited: Promise<void>, clock: Clock): Promise<void> {
  for (const step of stopSteps) {
    if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return;
    child.kill(step.signal);
    const aborter = new AbortController();
    await Promise.race([exited, clock.sleep(step.graceMs, aborter.signal)]);
    aborter.abort();
  }
}

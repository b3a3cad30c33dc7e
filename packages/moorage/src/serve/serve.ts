/**
 * `moorage serve`: from the environment to a running platform, and from the first signal to a clean end. The first SIGINT or
 * SIGTERM stops in good order, a second one at once.
 */
import { flushCompileCache } from 'node:module';
import { join } from 'node:path';
import type { CliIo } from '@moorage/cli/io';
import { systemClock } from '@moorage/core/clock';
import { createIds } from '@moorage/core/ids';
import { createLog, type Log } from '@moorage/core/log';
import { type Config, loadConfig } from '@moorage/server/config/config';
import { apiListener } from '@moorage/server/platform/listen/listen-failure';
import { requireFree } from '@moorage/server/platform/listen/require-free';
import { chooseEmbedded, type EmbeddedChoice, withEmbeddedDefaults } from '../config/embedded-defaults.ts';
import { watchRootKey, withRootKey } from '../config/root-key.ts';
import { withTokenKey } from '../config/token-key.ts';
import { acquireDataDirLock, type DataDirLock } from '../data-dir-lock.ts';
import { version } from '../version.ts';
import { createFileLog } from './log-file.ts';
import type { Platform, Role } from './platform.ts';
import { createProgress, type Progress } from './progress.ts';

export interface ServeOptions {
  readonly io: CliIo;
  readonly dataDir: string;
  readonly role: Role;
}

const clock = systemClock;

/** Everything must be gone five seconds after Ctrl-C; the drains inside are shorter. */
const stopDeadlineMs = 4500;

/** One Ctrl-C may arrive several times: from the terminal, from npm, from whoever wraps that. */
const echoMs = 1000;

/** The first signal resolves; another one, when it is no echo of the first, ends the process. */
function firstSignal(): Promise<NodeJS.Signals> {
  return new Promise((resolve) => {
    let firstAt: number | undefined;
    const handle = (signal: NodeJS.Signals): void => {
      if (firstAt !== undefined && clock.monotonicMs() - firstAt > echoMs) process.exit(130);
      firstAt ??= clock.monotonicMs();
      resolve(signal);
    };
    // SIGHUP: the terminal was closed.
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, handle);
  });
}

function logFor(config: Config, embedded: EmbeddedChoice, dataDir: string | undefined): { log: Log; path: string | undefined } {
  if (!embedded.database || dataDir === undefined) return { log: createLog({ level: config.logLevel }), path: undefined };
  const path = join(dataDir, 'moorage.log');
  return { log: createFileLog(path, config.logLevel), path };
}

function announce(platform: Platform, config: Config, progress: Progress, logPath: string | undefined): void {
  const { url } = platform;
  if (platform.ingressPort !== undefined) {
    progress.line(
      `  apps         at http://<name>.${config.cluster.deploymentDomain}:${platform.ingressPort}, as processes without isolation`,
    );
    progress.line('  kubectl      export KUBECONFIG="$(npm run --silent moorage -- kubeconfig --path)"');
  }
  if (logPath !== undefined) progress.line(`  log          ${logPath}`);
  progress.line(url === undefined ? 'Moorage is ready.' : `Moorage is ready at ${url}`);
}

/** Said once, when it matters: nobody can make this file again. */
function warnOfRootKey(path: string | undefined, progress: Progress, log: Log): void {
  if (path === undefined) return;
  progress.line(
    `  root key     ${path}, made just now. Copy it to a safe place: without it nothing encrypted can be read again.`,
  );
  log.warn('a root key was made; without a copy of it nothing encrypted can be read again', { path });
}

async function runUntilSignal(
  options: ServeOptions,
  lock: DataDirLock | undefined,
  stopped: Promise<NodeJS.Signals>,
): Promise<void> {
  const { io, role } = options;
  const embedded = chooseEmbedded(io.env);
  const given = { ...io.env, MOORAGE_DATA_DIR: options.dataDir };
  const ownDir = embedded.database ? lock?.dir : undefined;
  const env = withRootKey(withTokenKey(withEmbeddedDefaults(given, embedded), ownDir), ownDir);
  const newRootKey = watchRootKey(env);
  const config = loadConfig(env);
  const dataDir = lock?.dir ?? options.dataDir;
  const { log, path } = logFor(config, embedded, lock?.dir);
  const progress = createProgress(embedded.database ? io.out : () => {}, clock);
  progress.line(`Moorage ${version}, data in ${dataDir}`);
  const deps = { config, env, embedded, role, version, progress, dataDir, log, clock, ids: createIds(clock) };
  // Told before a database is made for nothing.
  if (role === 'all' || role === 'api') await requireFree(apiListener(config.http));
  // Loaded this late, so that a setting or a port that is wrong is told at once.
  const { startPlatform } = await import('./platform.ts');
  const platform = await startPlatform(deps);
  if (role === 'migrate') {
    await platform.stop(stopDeadlineMs);
    progress.line('The schema is up to date.');
    return;
  }
  warnOfRootKey(newRootKey(), progress, log);
  announce(platform, config, progress, path);
  log.info('platform is ready', { role, url: platform.url });
  // At its end it would be too late where that is a kill.
  flushCompileCache();
  const signal = await stopped;
  log.info('platform stops', { signal });
  progress.line('Stopping …');
  await platform.stop(stopDeadlineMs);
  log.info('platform stopped');
}

/** Runs the platform until a signal; throws an AppError that says what to do when it cannot start. */
export async function serve(options: ServeOptions): Promise<void> {
  const embedded = chooseEmbedded(options.io.env);
  const stopped = firstSignal();
  const lock = embedded.database || embedded.cluster ? acquireDataDirLock(options.dataDir) : undefined;
  try {
    await runUntilSignal(options, lock, stopped);
  } finally {
    lock?.release();
  }
}

/**
 * The birth of a cluster, whole or not at all.
 *
 * The files are made under another name and moved into place when role and database exist, so that a start that was cut
 * short leaves nothing that a later one would take for a database. The application's role is no superuser: row-level
 * security would not bind it otherwise.
 */
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import path from 'node:path';
import { AppError, messageOf } from '@moorage/core/errors';
import { giveTo, serverEnv, type RunAs } from './run-as.ts';

export const applicationRole = 'moorage';
export const applicationDatabase = 'moorage';
export const superuserRole = 'postgres';

interface Tool {
  readonly binDir: string;
  readonly runAs: RunAs;
}

function run(tool: Tool, args: readonly [string, ...string[]], input = ''): Promise<void> {
  const [program, ...rest] = args;
  const [command = '', ...argv] = [...tool.runAs.prefix, path.join(tool.binDir, program), ...rest];
  const { uid, gid } = tool.runAs;
  return new Promise((resolve, reject) => {
    const child = spawn(command, argv, {
      cwd: '/',
      env: serverEnv,
      stdio: ['pipe', 'ignore', 'pipe'],
      ...(uid === undefined ? {} : { uid }),
      ...(gid === undefined ? {} : { gid }),
    });
    let output = '';
    child.stderr.setEncoding('utf8').on('data', (chunk: string) => (output = (output + chunk).slice(-4_000)));
    child.stdin.on('error', () => {});
    child.stdin.end(input);
    child.once('error', reject);
    child.once('close', (code) => {
      // The single-user server ends with 0 even when a statement failed.
      if (code === 0 && !/^(.*\s)?(ERROR|FATAL|PANIC):/m.test(output)) resolve();
      else reject(new Error(`${program} ended with code ${String(code)}: ${output.trim()}`));
    });
  });
}

const initialStatements = [
  `create role ${applicationRole} login nosuperuser createdb nocreaterole noreplication;`,
  `create database ${applicationDatabase} owner ${applicationRole};`,
  `revoke all on database ${superuserRole} from public;`,
  `grant connect on database ${superuserRole} to ${applicationRole};`,
  '',
].join('\n');

/** Makes the cluster when there is none; says whether it did. */
export async function initializeCluster(clusterDir: string, tool: Tool, fsync: boolean): Promise<boolean> {
  if (existsSync(path.join(clusterDir, 'PG_VERSION'))) return false;
  const draft = `${clusterDir}.new`;
  rmSync(draft, { recursive: true, force: true });
  mkdirSync(draft, { mode: 0o700 });
  giveTo(tool.runAs, draft);
  const locale = ['--encoding=UTF8', '--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8'];
  const auth = [`--username=${superuserRole}`, '--auth-local=trust', '--auth-host=scram-sha-256'];
  try {
    await run(tool, ['initdb', '-D', draft, ...locale, ...auth, '--no-sync', '--no-instructions', '-c', 'shared_buffers=16MB']);
    const fsyncSetting = `fsync=${fsync ? 'on' : 'off'}`;
    await run(tool, ['postgres', '--single', '-D', draft, '-c', fsyncSetting, superuserRole], initialStatements);
    if (fsync) await run(tool, ['initdb', '--sync-only', '-D', draft]);
  } catch (error) {
    rmSync(draft, { recursive: true, force: true });
    throw new AppError('unavailable', `The embedded PostgreSQL could not create its database files (${messageOf(error)}).`, {
      cause: error,
      details: { nextStep: 'Mend what the message names, or set DATABASE_DSN to a PostgreSQL server of your own.' },
    });
  }
  rmSync(clusterDir, { recursive: true, force: true });
  renameSync(draft, clusterDir);
  return true;
}

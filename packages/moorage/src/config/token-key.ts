/**
 * The key that seals signing keys, where nobody chose one.
 *
 * With the embedded database the platform has a directory of its own, and a key in it beside the database is what this machine can
 * offer: whoever reads the directory reads both. A database of one's own gets no such key, for the process may run anywhere.
 */
import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Environment } from './environment.ts';

const isSet = (value: string | undefined): boolean => value !== undefined && value !== '';

function keyIn(dataDir: string): string {
  const file = path.join(dataDir, 'token.key');
  if (!existsSync(file)) writeFileSync(file, `${randomBytes(32).toString('base64')}\n`, { mode: 0o600, flag: 'wx' });
  return readFileSync(file, 'utf8').trim();
}

/** The environment with a key of the data directory, unless one is set. */
export function withTokenKey(env: Environment, dataDir: string | undefined): Environment {
  if (dataDir === undefined || isSet(env['JWT_PRIVATE_ENC_KEY']) || isSet(env['JWT_PRIVATE_ENC_KEY_FILE'])) return env;
  return { ...env, JWT_PRIVATE_ENC_KEY: keyIn(dataDir) };
}

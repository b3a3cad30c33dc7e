/**
 * The root key of the embedded platform: a file beside its database, made at the first start.
 *
 * Whoever reads the directory reads both, which is what one machine can offer; what it does protect is every copy of the database that
 * leaves the machine. A database of one's own gets no such file, for the process may run anywhere and lose it.
 */
import { existsSync } from 'node:fs';
import path from 'node:path';
import { type Environment, isSet } from './environment.ts';

/** Those that say where the root key is; others say how to get there, also for the one that is to follow. */
const places = ['ROOT_KEY', 'ROOT_KEY_FILE', 'ROOT_KEY_PATH', 'ROOT_KEY_KMS_KEY_ID', 'ROOT_KEY_TRANSIT_KEY'];

/** The environment with a key file of the data directory, unless a root key is configured. */
export function withRootKey(env: Environment, dataDir: string | undefined): Environment {
  const isConfigured = places.some((name) => isSet(env[name]));
  if (dataDir === undefined || isConfigured) return env;
  return { ...env, ROOT_KEY_PATH: path.join(dataDir, 'root.key'), ROOT_KEY_CREATE: 'true' };
}

/** Looks now, and says later whether the file has come into being since: a copy of it must be made. */
export function watchRootKey(env: Environment): () => string | undefined {
  const file = env['ROOT_KEY_PATH'] ?? '';
  const wasThere = file === '' || existsSync(file);
  return () => (!wasThere && existsSync(file) ? file : undefined);
}

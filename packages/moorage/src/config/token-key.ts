/** The key that versions before the root key left in the data directory; what they sealed with it is sealed anew, and needs it until then. */
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { type Environment, isSet } from './environment.ts';

/** The environment with a key that an earlier version left in the data directory, unless one is set. */
export function withTokenKey(env: Environment, dataDir: string | undefined): Environment {
  if (dataDir === undefined || isSet(env['JWT_PRIVATE_ENC_KEY']) || isSet(env['JWT_PRIVATE_ENC_KEY_FILE'])) return env;
  const file = path.join(dataDir, 'token.key');
  return existsSync(file) ? { ...env, JWT_PRIVATE_ENC_KEY: readFileSync(file, 'utf8').trim() } : env;
}

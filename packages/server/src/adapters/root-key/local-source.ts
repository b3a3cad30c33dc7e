/** Root keys that are configured here: in a file that nobody else may read, or in the environment. */
import { randomBytes } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Secret } from '@moorage/core/secret';
import type { RootKeyKeeper, RootKeySource } from '../../domains/vault/vault.ports.ts';
import { parseKey } from '../../platform/crypto/sealed-box.ts';
import { createLocalKeeper } from './local-keeper.ts';
import { refused } from './refused.ts';

function readKey(path: string): RootKeyKeeper | undefined {
  if (!existsSync(path)) return undefined;
  const mode = statSync(path).mode & 0o777;
  if ((mode & 0o077) !== 0) {
    throw refused(`The root key ${path} can be read by others (mode ${mode.toString(8)}).`, `Run chmod 600 ${path}.`);
  }
  const key = parseKey(readFileSync(path, 'utf8').trim());
  if (key === undefined) throw refused(`The root key ${path} is not 32 bytes in base64.`, 'Restore it from its copy.');
  return createLocalKeeper('file', key);
}

function makeKey(path: string): RootKeyKeeper {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  writeFileSync(path, `${randomBytes(32).toString('base64')}\n`, { mode: 0o600, flag: 'wx' });
  // The mode of a new file passes through the umask, which can only take away; this says it again for odd ones.
  chmodSync(path, 0o600);
  const made = readKey(path);
  if (made === undefined) throw refused(`The root key ${path} cannot be read after it was written.`, 'Look at the file system.');
  return made;
}

/** A file of mode 0600 with 32 bytes in base64. */
export function createFileSource(path: string, mayCreate: boolean): RootKeySource {
  return {
    name: path,
    open: async () => readKey(path),
    create: mayCreate ? async () => makeKey(path) : undefined,
  };
}

/** A variable of the environment with 32 bytes in base64. */
export function createEnvironmentSource(name: string, value: Secret): RootKeySource {
  return {
    name,
    create: undefined,
    async open() {
      const key = parseKey(value.reveal());
      if (key === undefined) throw refused(`${name} is not 32 bytes in base64.`, 'Use what `openssl rand -base64 32` prints.');
      return createLocalKeeper('environment', key);
    },
  };
}

/**
 * Makes SSH keys, and opens protected ones, beside the thread that answers requests.
 *
 * Node searches for primes in its thread pool, which files and names are looked up in too, so few searches run at once. A passphrase
 * is tried in a worker, because bcrypt runs in JavaScript: it is ended when it takes too long.
 */
import { generateKeyPair, type KeyObject } from 'node:crypto';
import { promisify } from 'node:util';
import { Worker } from 'node:worker_threads';
import type { Clock } from '@moorage/core/clock';
import type { KeyReading, KeySpec, KeyWorks } from '../../domains/ssh-keys/ssh-key.ports.ts';
import { createFewAtATime } from './few-at-a-time.ts';
import { pairOf, readPrivateKey } from './private-key.ts';
import { protectionOf } from './protection.ts';

const generate = promisify(generateKeyPair);
const openWithinMs = 20_000;

async function newKey(spec: KeySpec): Promise<KeyObject> {
  if (spec.type === 'rsa') return (await generate('rsa', { modulusLength: spec.bits })).privateKey;
  return (await generate('ed25519')).privateKey;
}

function refused(field: 'private_key' | 'passphrase', message: string): KeyReading {
  return { kind: 'refused', field, message };
}

async function readProtected(clock: Clock, text: string, passphrase: string): Promise<KeyReading> {
  const worker = new Worker(new URL('protected-key-worker.ts', import.meta.url), {
    workerData: { text, passphrase },
    resourceLimits: { maxOldGenerationSizeMb: 64 },
  });
  const { promise, resolve, reject } = Promise.withResolvers<KeyReading>();
  const cancel = clock.after(openWithinMs, () => resolve(refused('private_key', 'takes too long to open')));
  worker.once('message', resolve);
  worker.once('error', reject);
  worker.once('exit', () => reject(new Error('the worker that opens keys ended without an answer')));
  try {
    return await promise;
  } finally {
    cancel();
    await worker.terminate();
  }
}

/** The works of one process. */
export function createKeyWorks({ clock }: { readonly clock: Clock }): KeyWorks {
  const few = createFewAtATime({ running: 2, waiting: 32 });
  return {
    async generate(spec) {
      const made = pairOf(await few(() => newKey(spec)));
      if (made.kind === 'ok') return made.pair;
      throw new Error('a key that was just made is refused');
    },
    async read(text, passphrase) {
      const protection = protectionOf(text);
      if (protection.kind === 'refused') return refused('private_key', protection.why);
      if (protection.kind === 'none') return readPrivateKey(text, undefined);
      if (passphrase === undefined || passphrase === '') return refused('passphrase', 'is needed: the key is protected');
      return await few(() => readProtected(clock, text, passphrase));
    },
  };
}

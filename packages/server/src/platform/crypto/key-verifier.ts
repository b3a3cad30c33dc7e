/**
 * Verification of machine-made secrets.
 *
 * A verifier is stored as Argon2id at the parameters that OWASP's password storage cheat sheet names first (19 MiB, two
 * passes, one lane), so a copy of the table is worth nothing even if a generator of ours was ever weak. One verification
 * costs about 12 ms and 19 MiB, which is why three things stand before it:
 *
 * - `checkOf`, the first four bytes of the secret's SHA-256, is stored beside the verifier. A wrong secret differs there in
 *   all but one of 2^32 cases and is refused without any hashing, as fast as an unknown id: guessing neither costs us work nor
 *   learns from time. Of 256 random bits, 32 are given away by it.
 * - What was verified once is remembered by a hash under a key that this process drew at its start, never by the secret.
 * - Verifications in flight are bounded; beyond the queue the answer is 503 with `Retry-After`, not a swollen process.
 *
 * Verifiers of the form `$sha256$<base64>` come from versions before Argon2id. They are good, and due for replacement.
 */
import { AppError } from '@moorage/core/errors';
import { hash, verify } from '@node-rs/argon2';
import { createNames, sameDigest, sha256 } from './digest.ts';

const argon2id = { memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;
const sha256Mark = '$sha256$';
const rememberAtMost = 10_000;

export interface KeyVerifierOptions {
  /** Verifications at a time; each takes 19 MiB and a thread of libuv's four. */
  readonly inFlight?: number;
  /** How many may wait for their turn. */
  readonly waiting?: number;
}

export interface KeyVerifier {
  /** The verifier to store. */
  hash(secret: string): Promise<string>;
  /** Whether the secret belongs to the verifier. `unavailable` when too many wait already. */
  matches(verifier: string, secret: string): Promise<boolean>;
}

/** What is stored beside a verifier to refuse a wrong secret without hashing: four bytes. */
export function checkOf(secret: string): Buffer {
  return sha256(secret).subarray(0, 4);
}

/** True for verifiers that should be replaced when their secret is next seen. */
export function isOutdatedVerifier(verifier: string): boolean {
  return verifier.startsWith(sha256Mark);
}

type Run = <T>(work: () => Promise<T>) => Promise<T>;

/** Runs at most `inFlight` at a time and lets at most `waiting` wait. */
function createGate(inFlight: number, waiting: number): Run {
  const queue: (() => void)[] = [];
  let running = 0;
  return async (work) => {
    if (running >= inFlight) {
      if (queue.length >= waiting) {
        throw new AppError('unavailable', 'Too many keys are being checked at once.', { retryAfterSeconds: 1 });
      }
      // Whoever ends hands its place on, so nobody who comes in between can take it.
      await new Promise<void>((resolve) => queue.push(resolve));
    } else {
      running += 1;
    }
    try {
      return await work();
    } finally {
      const next = queue.shift();
      if (next === undefined) running -= 1;
      else next();
    }
  };
}

interface Memory {
  has(verifier: string, secret: string): boolean;
  add(verifier: string, secret: string): void;
}

function createMemory(): Memory {
  const nameOf = createNames();
  const known = new Set<string>();
  const tagOf = (verifier: string, secret: string): string => nameOf(`${verifier}\0${secret}`);
  return {
    has: (verifier, secret) => known.has(tagOf(verifier, secret)),
    add(verifier, secret) {
      known.add(tagOf(verifier, secret));
      const [oldest] = known;
      if (known.size > rememberAtMost && oldest !== undefined) known.delete(oldest);
    },
  };
}

/** Makes the verifier of one process. */
export function createKeyVerifier({ inFlight = 2, waiting = 64 }: KeyVerifierOptions = {}): KeyVerifier {
  const gate = createGate(inFlight, waiting);
  const memory = createMemory();
  return {
    hash: (secret) => gate(() => hash(secret, argon2id)),
    async matches(verifier, secret) {
      if (isOutdatedVerifier(verifier)) {
        return sameDigest(Buffer.from(verifier.slice(sha256Mark.length), 'base64'), sha256(secret));
      }
      if (memory.has(verifier, secret)) return true;
      const good = await gate(() => verify(verifier, secret));
      if (good) memory.add(verifier, secret);
      return good;
    },
  };
}

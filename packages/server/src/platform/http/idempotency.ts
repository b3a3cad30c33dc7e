/**
 * One request, however often it is sent.
 *
 * A client that does not know whether its create arrived sends it again with the same `Idempotency-Key`. The first request
 * with a key leaves a row while it runs and its answer when it is done; the same request again gets that answer, another
 * request under the same key is refused, and one that comes while the first still runs is told to wait. Keys belong to one
 * actor and are forgotten after a day. A request that failed leaves nothing, so its key may be used again.
 *
 * Of the request itself only a fingerprint is kept, made under a key that is not in the database: a body may hold a password, and
 * whoever has a copy of the row must not be able to try which.
 *
 * The row is written outside of the handler's own transaction: when the process dies between the two, the key is free again
 * once the lock expires, and the second try meets what the first one made (`already_exists`) instead of making it twice.
 */
import { AppError } from '@moorage/core/errors';
import { sql } from 'kysely';
import { z } from 'zod';
import type { Db, Tx } from '../db/database.ts';

export interface StoredAnswer {
  readonly status: number;
  readonly body: string | undefined;
  readonly location: string | undefined;
  /** The body is a page. */
  readonly isHtml?: boolean;
}

export interface IdempotentRequest {
  readonly actor: string;
  readonly key: string;
  readonly route: string;
  readonly fingerprint: string;
  /** After this long a request that left no answer counts as dead. */
  readonly lockMs: number;
}

/** Where answers are kept, and how requests are told from one another. */
export interface IdempotencyDeps {
  readonly db: Db;
  /** Under a key that is not in the database. */
  readonly fingerprint: (text: string) => Promise<string>;
}

export type Claim = { readonly kind: 'run' } | { readonly kind: 'replay'; readonly answer: StoredAnswer };

const keyPattern = /^[\x21-\x7e]{1,255}$/;
const storedAnswer = z.object({ status: z.number(), body: z.string().optional(), location: z.string().optional() });

/** The key of a header, checked. */
export function parseIdempotencyKey(header: string): string {
  if (keyPattern.test(header)) return header;
  throw new AppError('invalid_request', 'Idempotency-Key must be 1 to 255 visible ASCII characters.');
}

async function insertClaim(tx: Tx, request: IdempotentRequest): Promise<boolean> {
  const until = sql<Date>`now() + ${request.lockMs} * interval '1 millisecond'`;
  const { rows } = await sql`
    insert into idempotency_keys as k (actor, key, route, fingerprint, locked_until)
    values (${request.actor}, ${request.key}, ${request.route}, ${request.fingerprint}, ${until})
    on conflict (actor, key) do update set locked_until = excluded.locked_until, created_at = now()
      where k.status is null and k.locked_until < now() and k.fingerprint = excluded.fingerprint
    returning 1`.execute(tx);
  return rows.length === 1;
}

function judge(found: { fingerprint: string; response: unknown } | undefined, request: IdempotentRequest): Claim {
  if (found !== undefined && found.fingerprint !== request.fingerprint) {
    throw new AppError('conflict', 'This Idempotency-Key was used for another request.', {
      details: { nextStep: 'Use a new key for each new request.' },
    });
  }
  const answer = storedAnswer.safeParse(found?.response);
  if (answer.success) {
    return { kind: 'replay', answer: { status: answer.data.status, body: answer.data.body, location: answer.data.location } };
  }
  throw new AppError('conflict', 'The first request with this Idempotency-Key is still running.', {
    retryAfterSeconds: 1,
    details: { nextStep: 'Send it again in a moment.' },
  });
}

/** Whether this request is the first of its key, or what the first one was answered. */
export function claim(db: Db, request: IdempotentRequest): Promise<Claim> {
  return db.system('idempotency key', async (tx) => {
    if (await insertClaim(tx, request)) return { kind: 'run' } as const;
    const found = await tx
      .selectFrom('idempotency_keys')
      .select(['fingerprint', 'response'])
      .where('actor', '=', request.actor)
      .where('key', '=', request.key)
      .executeTakeFirst();
    return judge(found, request);
  });
}

/** Keeps the answer for those who ask again. */
export async function keepAnswer(db: Db, request: IdempotentRequest, answer: StoredAnswer): Promise<void> {
  await db.system('idempotency key', (tx) =>
    tx
      .updateTable('idempotency_keys')
      .set({ status: answer.status, response: JSON.stringify(answer) })
      .where('actor', '=', request.actor)
      .where('key', '=', request.key)
      .execute(),
  );
}

/** Frees the key of a request that failed. */
export async function release(db: Db, request: IdempotentRequest): Promise<void> {
  await db.system('idempotency key', (tx) =>
    tx
      .deleteFrom('idempotency_keys')
      .where('actor', '=', request.actor)
      .where('key', '=', request.key)
      .where('status', 'is', null)
      .execute(),
  );
}

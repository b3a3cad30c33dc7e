/**
 * The keys that sign access tokens.
 *
 * They are in the database, so every replica signs and checks with the same ones, and the vault seals their private
 * halves. Each process keeps the set for a minute; a change is notified and takes effect at once. A token of an unknown
 * key makes us look again, once a second at most: another replica may just have made its first key.
 *
 * Rotation overlaps at both ends: a new key is published before it signs, and a retired one is accepted until the last token that
 * it signed has ended. One that was stolen is retired at once.
 */
import type { Clock } from '@moorage/core/clock';
import { AppError } from '@moorage/core/errors';
import type { JWK } from 'jose';
import type { Db, Tx } from '../../platform/db/database.ts';
import { createSystemCtx, type RequestCtx } from '../../platform/http/context.ts';
import {
  generateTokenKeys,
  type SigningKey,
  signingKeyOf,
  type TokenAlgorithm,
  type VerificationKey,
  verificationKeyOf,
} from '../../platform/tokens/jwt.ts';
import type { Audit } from '../audit/index.ts';
import type { Vault } from '../vault/index.ts';
import {
  chooseSigningKey,
  isPublished,
  type KeyState,
  type KeyTimes,
  signsFrom,
  stateOf,
  verifiesUntil,
} from './signing-key.rules.ts';
import {
  claimSigningKeys,
  insertSigningKey,
  listSigningKeys,
  type SigningKeyRow,
  updateSigningKeyRetired,
} from './signing-key.store.ts';

const keysChannel = 'moorage_signing_keys';
const keepMs = 60_000;
const lookAgainMs = 1_000;

export interface SigningKeyServiceDeps {
  readonly db: Db;
  readonly clock: Clock;
  readonly audit: Audit;
  readonly vault: Vault;
  readonly algorithm: TokenAlgorithm;
}

export interface SigningKeySummary {
  readonly kid: string;
  readonly algorithm: string;
  readonly state: KeyState;
  readonly createdAt: Date;
  readonly signsFrom: Date;
  readonly verifiesUntil: Date | null;
}

export interface SigningKeyService {
  /** What signs now; the first one is made when there is none. */
  signing(ctx: RequestCtx): Promise<SigningKey>;
  find(kid: string): Promise<VerificationKey | undefined>;
  publicKeys(): Promise<JWK[]>;
  generate(ctx: RequestCtx, algorithm?: TokenAlgorithm): Promise<SigningKeySummary>;
  list(): Promise<SigningKeySummary[]>;
  retire(ctx: RequestCtx, kid: string, atOnce: boolean): Promise<SigningKeySummary>;
  /** Begins to hear of changes that other processes make. */
  listen(): Promise<() => Promise<void>>;
}

interface Key extends KeyTimes {
  readonly kid: string;
  readonly algorithm: TokenAlgorithm;
  readonly publicJwk: JWK;
  readonly verification: VerificationKey;
  readonly sealed: Buffer;
}

interface State extends SigningKeyServiceDeps {
  known: { readonly keys: readonly Key[]; readonly atMs: number } | undefined;
  readonly opened: Map<string, SigningKey>;
}

/** All of them belong to the platform. */
const placeOf = (kid: string) => ({ orgId: null, table: 'signing_keys', row: kid, column: 'sealed_private' });

function isJwk(value: unknown): value is JWK {
  return typeof value === 'object' && value !== null && 'kty' in value && typeof value.kty === 'string';
}

function toKey(row: SigningKeyRow): Key {
  const { kid, public_jwk: publicJwk } = row;
  const algorithm: TokenAlgorithm = row.alg === 'RS256' ? 'RS256' : 'EdDSA';
  if (!isJwk(publicJwk)) {
    throw new AppError('internal', 'Something went wrong on our side.', { internal: `signing key ${kid} holds no JWK` });
  }
  const times = {
    createdAt: row.created_at,
    signsFrom: row.signs_from,
    retiredAt: row.retired_at,
    verifiesUntil: row.verifies_until,
  };
  const verification = verificationKeyOf(kid, algorithm, publicJwk);
  return { kid, algorithm, publicJwk, verification, sealed: row.sealed_private, ...times };
}

async function load(state: State, keptForMs = keepMs): Promise<readonly Key[]> {
  const nowMs = state.clock.monotonicMs();
  if (state.known !== undefined && nowMs - state.known.atMs < keptForMs) return state.known.keys;
  const rows = await state.db.system('read signing keys', listSigningKeys);
  const keys = rows.map(toKey);
  state.known = { keys, atMs: nowMs };
  return keys;
}

function summaryOf(key: Key, keys: readonly Key[], now: Date): SigningKeySummary {
  const { kid, algorithm, createdAt } = key;
  const state = stateOf(key, keys, now);
  return { kid, algorithm, state, createdAt, signsFrom: key.signsFrom, verifiesUntil: key.verifiesUntil };
}

interface Wanted {
  readonly algorithm: TokenAlgorithm;
  /** Only when there is none that can sign. */
  readonly asFirst: boolean;
}

async function add(state: State, tx: Tx, ctx: RequestCtx, wanted: Wanted): Promise<Key[]> {
  await claimSigningKeys(tx);
  const keys = (await listSigningKeys(tx)).map(toKey);
  const now = state.clock.now();
  if (wanted.asFirst && chooseSigningKey(keys, now) !== undefined) return keys;
  const { kid, algorithm, publicJwk, privateDer } = await generateTokenKeys(wanted.algorithm);
  const row = {
    kid,
    alg: algorithm,
    sealed_private: await state.vault.seal(tx, placeOf(kid), privateDer),
    created_at: now,
    signs_from: signsFrom(now, keys),
  };
  await insertSigningKey(tx, { ...row, public_jwk: JSON.stringify(publicJwk) });
  const target = { type: 'signing_key', id: kid };
  await state.audit.append(tx, ctx, { event: 'signing_key.generated', target, data: { algorithm } });
  await state.db.notify(tx, keysChannel, kid);
  return [...keys, toKey({ ...row, public_jwk: publicJwk, retired_at: null, verifies_until: null })];
}

async function signing(state: State, ctx: RequestCtx): Promise<SigningKey> {
  let chosen = chooseSigningKey(await load(state), state.clock.now());
  if (chosen === undefined) {
    const platform = createSystemCtx(ctx, 'job');
    const wanted = { algorithm: state.algorithm, asFirst: true };
    await state.vault.prepare(null);
    const keys = await state.db.system('first signing key', (tx) => add(state, tx, platform, wanted));
    state.known = undefined;
    chosen = chooseSigningKey(keys, state.clock.now());
  }
  if (chosen === undefined) throw new AppError('internal', 'Something went wrong on our side.', { internal: 'no signing key' });
  const { kid, algorithm, sealed } = chosen;
  const opened = state.opened.get(kid) ?? signingKeyOf(kid, algorithm, await state.vault.open(placeOf(kid), sealed));
  state.opened.set(kid, opened);
  return opened;
}

async function find(state: State, kid: string): Promise<VerificationKey | undefined> {
  const pick = (keys: readonly Key[]): Key | undefined =>
    keys.find((key) => key.kid === kid && isPublished(key, state.clock.now()));
  return (pick(await load(state)) ?? pick(await load(state, lookAgainMs)))?.verification;
}

async function retire(state: State, ctx: RequestCtx, kid: string, atOnce: boolean): Promise<SigningKeySummary> {
  const now = state.clock.now();
  await state.db.system('retire signing key', async (tx) => {
    await claimSigningKeys(tx);
    const keys = (await listSigningKeys(tx)).map(toKey);
    const key = keys.find((one) => one.kid === kid);
    if (key === undefined) throw new AppError('not_found', 'There is no such signing key.');
    const others = keys.filter((one) => one !== key);
    if (!atOnce && key.retiredAt === null && chooseSigningKey(others, now) === undefined) {
      throw new AppError('conflict', 'This is the only key that can sign.', {
        details: { nextStep: 'Generate another one first, or retire it at once if it was stolen.' },
      });
    }
    const until = verifiesUntil(now, atOnce);
    const earlier = key.verifiesUntil !== null && key.verifiesUntil.getTime() < until.getTime() ? key.verifiesUntil : until;
    await updateSigningKeyRetired(tx, kid, { retired: key.retiredAt ?? now, verifiesUntil: earlier });
    const target = { type: 'signing_key', id: kid };
    await state.audit.append(tx, ctx, { event: 'signing_key.retired', target, data: { atOnce } });
    await state.db.notify(tx, keysChannel, kid);
  });
  state.known = undefined;
  const keys = await load(state);
  const found = keys.find((key) => key.kid === kid);
  if (found === undefined) throw new AppError('not_found', 'There is no such signing key.');
  return summaryOf(found, keys, now);
}

export function createSigningKeyService(deps: SigningKeyServiceDeps): SigningKeyService {
  const state: State = { ...deps, known: undefined, opened: new Map() };
  return {
    signing: (ctx) => signing(state, ctx),
    find: (kid) => find(state, kid),
    retire: (ctx, kid, atOnce) => retire(state, ctx, kid, atOnce),
    async publicKeys() {
      const keys = await load(state);
      return keys.filter((key) => isPublished(key, state.clock.now())).map(({ publicJwk }) => publicJwk);
    },
    async generate(ctx, algorithm = state.algorithm) {
      await state.vault.prepare(null);
      const keys = await state.db.system('new signing key', (tx) => add(state, tx, ctx, { algorithm, asFirst: false }));
      state.known = undefined;
      const made = keys.at(-1);
      if (made === undefined)
        throw new AppError('internal', 'Something went wrong on our side.', { internal: 'no key was made' });
      return summaryOf(made, keys, state.clock.now());
    },
    async list() {
      const keys = await load(state, 0);
      return keys.map((key) => summaryOf(key, keys, state.clock.now()));
    },
    listen() {
      const forget = (): void => {
        state.known = undefined;
      };
      return state.db.listen(keysChannel, forget, forget);
    },
  };
}

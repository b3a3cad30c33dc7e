import type { Tx } from '../../platform/db/database.ts';
import type { RequestCtx } from '../../platform/http/context.ts';

export interface LoginUser {
  readonly id: string;
  readonly email: string;
}

/** The users, as far as a program is let in for one of them. */
export interface UsersPort {
  /** Undefined where the account is disabled or gone by now. */
  activeUser(tx: Tx, userId: string): Promise<LoginUser | undefined>;
  /** The id for the cookie of a session on this host; undefined as above. */
  startSession(tx: Tx, ctx: RequestCtx, userId: string, host: string): Promise<string | undefined>;
}

/** A secret drawn and hashed ahead, so that no transaction waits for the hash. */
export interface DrawnSecret {
  readonly secret: string;
  readonly verifier: string;
}

export interface KeyOrder {
  readonly user: LoginUser;
  readonly name: string;
  readonly scopes: readonly string[];
  readonly expiresAt: Date;
  readonly drawn: DrawnSecret;
  readonly severalFactors: boolean;
}

export interface IssuedKey {
  readonly id: string;
  readonly name: string;
  readonly key: string;
  readonly scopes: string[];
  readonly expiresAt: string;
}

/** The API keys, as far as they are given without a session. Each is recorded as its user's doing. */
export interface GrantedKeysPort {
  /** Every scope that a key may have. */
  readonly scopes: readonly string[];
  draw(): Promise<DrawnSecret>;
  issue(tx: Tx, ctx: RequestCtx, order: KeyOrder): Promise<IssuedKey>;
  /** Ends a key that is shown; nothing happens where it is none. */
  revokeShown(ctx: RequestCtx, key: string, ownerOf: (tx: Tx, userId: string) => Promise<LoginUser | undefined>): Promise<void>;
}

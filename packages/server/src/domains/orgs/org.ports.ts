/** What organizations must know of those who live in them, of whom they know nothing themselves; app.ts hands it in. */
import type { Tx } from '../../platform/db/database.ts';
import type { RequestCtx } from '../../platform/http/context.ts';

/** All of an organization, or of one of its teams. */
export interface Place {
  readonly orgId: string;
  readonly teamId?: string;
}

/** A kind of thing that belongs to an organization and goes with it. */
export interface OrgContent {
  /** Plural and lower case, `deployments`. */
  readonly kind: string;
  /** How many are there, those on their way out included. */
  count(tx: Tx, place: Place): Promise<number>;
  /** Sets their removal going, inside the caller's transaction; twice does no harm. */
  remove(tx: Tx, ctx: RequestCtx, orgId: string): Promise<void>;
}

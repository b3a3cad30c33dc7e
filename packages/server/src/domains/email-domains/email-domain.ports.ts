/** What e-mail domains need of others; app.ts hands it in. */
import type { Tx } from '../../platform/db/database.ts';

export type TxtAnswer =
  | { readonly kind: 'found'; readonly values: readonly string[] }
  | { readonly kind: 'no-name' | 'no-record' }
  | { readonly kind: 'failed'; readonly reason: string };

export interface TxtResolver {
  lookup(name: string, type: 'TXT'): Promise<TxtAnswer>;
}

export interface NewMember {
  readonly orgId: string;
  readonly userId: string;
  readonly teamId: null;
  readonly role: 'org_member';
  readonly at: Date;
}

/** Makes a user a member, or leaves the role that he has; within a system transaction. */
export type Admit = (tx: Tx, member: NewMember) => Promise<void>;

/** What only somebody may do who has just proved who he is: whoever finds an open browser is not that somebody. */
import { AppError } from '@moorage/core/errors';
import type { Actor } from '../authz/actor.ts';
import { isRecord } from './request-state.ts';
import type { Route } from './route.ts';

/** How long ago one may have proved who he is for what needs a recent proof. */
const recentMs = 10 * 60_000;

/** Keys and tokens are no browser; theirs is another life. */
function hasRecent({ via, signedInAt }: Actor, now: Date): boolean {
  return via !== 'session' || (signedInAt !== undefined && now.getTime() - signedInAt.getTime() <= recentMs);
}

/** Throws where the route, or what this request asks of it, needs a recent proof and there is none. */
export function checkRecent({ recent }: Pick<Route, 'recent'>, actor: Actor, now: Date, query?: unknown): void {
  if (recent === undefined || hasRecent(actor, now)) return;
  const asked = recent === true || !isRecord(query) ? undefined : query[recent.field];
  if (recent !== true && !recent.values.some((value) => value === asked)) return;
  throw new AppError('forbidden', 'You signed in too long ago to do this.', {
    details: { reason: 'reauthentication_required', nextStep: 'Sign out and in again, then do it within ten minutes.' },
  });
}

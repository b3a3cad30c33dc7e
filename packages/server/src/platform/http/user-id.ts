import { AppError } from '@moorage/core/errors';
import type { RequestCtx } from './context.ts';

/** The id of the signed-in user; `unauthenticated` for nobody and for the platform itself. */
export function userIdOf(ctx: Pick<RequestCtx, 'actor'>): string {
  if (ctx.actor.userId === undefined) throw new AppError('unauthenticated', 'Sign in to do this.');
  return ctx.actor.userId;
}

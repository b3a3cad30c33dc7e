import { AppError } from '@moorage/core/errors';
import { principalOf } from '../authz/actor.ts';
import type { RequestCtx } from './context.ts';

/** The id of the signed-in user; `forbidden` for a machine, `unauthenticated` for nobody and for the platform itself. */
export function userIdOf(ctx: Pick<RequestCtx, 'actor'>): string {
  if (ctx.actor.kind === 'machine') {
    throw new AppError('forbidden', 'Only a user can do this, not a key of an organization.', {
      details: { nextStep: 'Sign in, or use a key of your own.' },
    });
  }
  if (ctx.actor.userId === undefined) throw new AppError('unauthenticated', 'Sign in to do this.');
  return ctx.actor.userId;
}

/** The id of whoever acts, a user or a machine, for what is written down as made by somebody. */
export function principalIdOf({ actor }: Pick<RequestCtx, 'actor'>): string {
  const id = principalOf(actor);
  if (id === undefined) throw new AppError('unauthenticated', 'Sign in to do this.');
  return id;
}

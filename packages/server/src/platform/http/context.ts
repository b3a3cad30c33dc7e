/**
 * The context of one request, and of everything else that acts like one.
 *
 * It adds to the common context who acts and whether he may. `authorize` is the only gate: it throws `unauthenticated` for
 * nobody, `not_found` where the actor may not even know that the resource exists and `forbidden` where he sees it and may
 * not do this. A job or a script gets the same shape with the system as actor, so that services have one kind of caller.
 */
import type { Ctx } from '@moorage/core/ctx';
import { AppError } from '@moorage/core/errors';
import { type AuthzResource, decide, type Policy } from '../authz/engine.ts';
import { type Actor, system } from '../authz/actor.ts';
import type { Site } from './site.ts';

export interface RequestCtx extends Ctx {
  readonly actor: Actor;
  readonly ip: string;
  readonly userAgent: string;
  /** Whose host the request came to; absent for the platform's own, and for work of the platform itself. */
  readonly site?: Site | undefined;
  /** Throws unless the actor may do this. */
  authorize(action: string, resource: AuthzResource): void;
  /** The same question without a throw, for views that say what is possible. */
  can(action: string, resource: AuthzResource): boolean;
}

function refuse(decision: 'forbid' | 'hide', action: string, resource: AuthzResource): AppError {
  const internal = `${action} on ${resource.type} refused: ${decision}`;
  if (decision === 'hide')
    return new AppError('not_found', `This ${resource.type} does not exist or you may not see it.`, { internal });
  return new AppError('forbidden', `Your role does not allow this (${action}).`, {
    internal,
    details: { action, nextStep: 'Ask an administrator of the organization for a role that allows it.' },
  });
}

export interface CtxParts extends Ctx {
  readonly actor: Actor;
  readonly ip: string;
  readonly userAgent: string;
  readonly site?: Site | undefined;
  readonly policy: Policy;
  /** Hears of every refusal that is answered as such. */
  readonly onForbidden?: (action: string, resource: AuthzResource) => void;
}

/** Joins the parts of a context with the gate that the policy gives for its actor. */
export function createCtx(parts: CtxParts): RequestCtx {
  const { policy, onForbidden, ...ctx } = parts;
  return {
    ...ctx,
    can: (action, resource) => decide(policy, ctx.actor, action, resource) === 'allow',
    authorize(action, resource) {
      const decision = decide(policy, ctx.actor, action, resource);
      if (decision === 'allow') return;
      if (ctx.actor.kind === 'anonymous') throw new AppError('unauthenticated', 'Sign in to do this.');
      if (decision === 'forbid') onForbidden?.(action, resource);
      throw refuse(decision, action, resource);
    },
  };
}

/** The context of work that the platform does on its own behalf: everything is allowed, and the log says who asked. */
export function createSystemCtx(parts: Omit<Ctx, 'kind'>, kind: 'job' | 'script'): RequestCtx {
  const { requestId, log, clock, signal } = parts;
  return { kind, requestId, log, clock, signal, actor: system, ip: '', userAgent: '', authorize: () => {}, can: () => true };
}

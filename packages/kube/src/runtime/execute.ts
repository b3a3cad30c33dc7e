/**
 * Performs what a plan asks for, in order.
 *
 * - `apply` is server-side apply under one field manager, forced: what we manage is ours. A field that we no longer want goes away.
 *   An object that the plan saw nowhere is first looked for: one that exists and is not owned by the root is never touched
 *   (`already_exists`), because taking over somebody's object is worse than not deploying.
 * - `remove` names the uid that was seen, so that an object re-created under the same name survives.
 * - `patch` is a JSON merge patch, for single fields of objects that we do not manage as a whole (finalizers).
 *
 * The first failure stops the rest: later actions may rely on earlier ones. Every action may be performed again.
 */
import { AppError, isAppError, toAppError } from '@moorage/core/errors';
import type { KubeClient } from '../client/types.ts';
import { keyOf, type KubeObject, type ObjectKey, type Resource } from '../objects.ts';

export type Action =
  | {
      readonly kind: 'apply';
      readonly resource: Resource;
      readonly object: KubeObject;
      readonly isNew: boolean;
      /** For the one field that somebody else shall own. */
      readonly fieldManager?: string;
    }
  | { readonly kind: 'remove'; readonly resource: Resource; readonly key: ObjectKey; readonly uid: string }
  | { readonly kind: 'patch'; readonly resource: Resource; readonly key: ObjectKey; readonly patch: object };

export interface ExecuteDeps {
  readonly client: KubeClient;
  readonly fieldManager: string;
  readonly signal: AbortSignal;
}

export type ExecuteResult =
  | { readonly kind: 'executed'; readonly count: number }
  | { readonly kind: 'failed'; readonly count: number; readonly action: Action; readonly error: AppError };

function ownerUid(object: KubeObject): string | undefined {
  return object.metadata.ownerReferences?.find((owner) => owner.controller === true)?.uid;
}

async function refuseForeign(deps: ExecuteDeps, resource: Resource, object: KubeObject): Promise<void> {
  const present = await deps.client.get(resource, object.metadata, { signal: deps.signal });
  if (present === undefined || ownerUid(present) === ownerUid(object)) return;
  throw new AppError(
    'already_exists',
    `A ${resource.kind} named "${object.metadata.name}" exists already and belongs to somebody else.`,
    {
      details: { kind: resource.kind, name: object.metadata.name },
    },
  );
}

/** Performs one action; throws an {@link AppError}. */
export async function executeAction(deps: ExecuteDeps, action: Action): Promise<void> {
  const { client, signal } = deps;
  if (action.kind === 'apply') {
    if (action.isNew) await refuseForeign(deps, action.resource, action.object);
    await client.apply(action.resource, action.object, {
      fieldManager: action.fieldManager ?? deps.fieldManager,
      force: true,
      signal,
    });
  } else if (action.kind === 'remove') {
    await client
      .remove(action.resource, action.key, { uid: action.uid, propagation: 'Background', signal })
      .catch(async (error: unknown) => {
        if (!isAppError(error, 'conflict')) throw error;
        // Mostly the object of that uid is gone and another took its name; but servers also refuse what they cannot do just now.
        const present = await client.get(action.resource, action.key, { signal });
        if (present?.metadata.uid === action.uid) throw error;
      });
  } else {
    await client.mergePatch(action.resource, action.key, action.patch, { fieldManager: deps.fieldManager, signal });
  }
}

/** Performs all, up to the first failure, which is returned and not thrown: the caller reports it before it retries. */
export async function execute(deps: ExecuteDeps, actions: readonly Action[]): Promise<ExecuteResult> {
  let count = 0;
  for (const action of actions) {
    try {
      await executeAction(deps, action);
    } catch (error) {
      return { kind: 'failed', count, action, error: toAppError(error) };
    }
    count += 1;
  }
  return { kind: 'executed', count };
}

/** An action as one line for people and logs. */
export function describeAction(action: Action): string {
  const name = action.kind === 'apply' ? keyOf(action.object) : keyOf({ metadata: action.key });
  return `${action.kind} ${action.resource.kind} ${name}`;
}

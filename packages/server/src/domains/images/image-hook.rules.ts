/** What a delivery tells of, and whether it is in time. */
import { parseImageReference } from '../deployments/index.ts';
import type { HookDelivery } from './image-hook.contract.ts';

/** One image that somebody pushed. */
export interface Push {
  /** Undefined where the sender does not say which host it is. */
  readonly registry: string | undefined;
  readonly repository: string;
  readonly tag: string | undefined;
}

const replayWindowSeconds = 300;

export function isInTime(timestamp: string, now: Date): boolean {
  if (!/^\d{9,11}$/.test(timestamp)) return false;
  return Math.abs(now.getTime() / 1000 - Number(timestamp)) <= replayWindowSeconds;
}

export function pushesOf({ image, events, push_data: pushed, repository }: HookDelivery): Push[] {
  const named = image === undefined ? [] : [parseImageReference(image)];
  const hub = pushed === undefined || repository === undefined ? [] : [hubPush(repository.repo_name, pushed.tag)];
  const told = (events ?? []).flatMap(({ action, target }) =>
    action === 'push' && target.repository !== undefined
      ? [{ registry: undefined, repository: target.repository, tag: target.tag }]
      : [],
  );
  return [...named, ...told, ...hub];
}

function hubPush(repository: string, tag: string | undefined): Push {
  return { registry: 'docker.io', repository, tag };
}

export interface Followed {
  readonly reference: string;
  readonly watchKey: string;
}

/** Whether a push may be news for a service. `allowed` is the repository that the hook was made for, null for every one. */
export function concerns(push: Push, followed: Followed, allowed: string | null): boolean {
  const { registry, repository, tag } = parseImageReference(followed.reference);
  if (allowed !== null && allowed !== `${registry}/${repository}`) return false;
  if (push.repository !== repository) return false;
  if (push.registry !== undefined && push.registry !== registry) return false;
  return followed.watchKey.startsWith('semver ') || push.tag === undefined || push.tag === tag;
}

/**
 * Actions that the platform offers for clusters: a label for people, and the target that the tool which acts on clusters is called with.
 *
 * They belong to no organization. Whoever is signed in sees them, programs with a key of an organization too, for they look one up by
 * its target before they ask for it; only those who run the platform write them, because a target is a command.
 */
import { AppError } from '@moorage/core/errors';
import type { ConstraintErrors } from '../../platform/db/constraints.ts';
import type { BoundRoute } from '../../platform/http/bind.ts';
import { bindPlatformActionRoutes } from './platform-action.routes.ts';
import { createPlatformActionService, type PlatformActionDeps } from './platform-action.service.ts';

export const platformActionConstraints: ConstraintErrors = {
  platform_actions__label_once: () => new AppError('already_exists', 'There is an action of this label already.'),
  platform_actions__target_once: () => new AppError('already_exists', 'There is an action with this target already.'),
};

export function createPlatformActions(deps: PlatformActionDeps): { readonly routes: readonly BoundRoute[] } {
  return { routes: bindPlatformActionRoutes(createPlatformActionService(deps)) };
}

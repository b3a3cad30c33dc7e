import { AppError } from '@moorage/core/errors';
import type { ConstraintErrors } from '../../platform/db/constraints.ts';
import type { Clock } from '@moorage/core/clock';
import type { Service } from '@moorage/core/lifecycle';
import type { Log } from '@moorage/core/log';
import type { BoundRoute } from '../../platform/http/bind.ts';
import type { BoundJob } from '../../platform/jobs/job.ts';
import { seedSystemTemplates } from './system-template.service.ts';
import { createTemplateChangeService } from './template-change.service.ts';
import { createTemplateDraftService, type TemplateDraftDeps } from './template-draft.service.ts';
import { bindTemplateJobs } from './template.jobs.ts';
import type { TemplateCopies, TemplateCopyWatch } from './template.ports.ts';
import { bindTemplateRoutes } from './template.routes.ts';
import { createTemplateReconcile } from './template-sync.reconcile.ts';
import { createTemplateSync } from './template-sync.service.ts';
import { createTemplateService, type TemplateService, type TemplateServiceDeps } from './template.service.ts';

export { type Blueprint, blueprintSchema, type Issue } from './blueprint.rules.ts';
export { isImageReference } from './image.rules.ts';
export {
  type GivenValue,
  maskedValue,
  maskSecrets,
  type ParameterDefinition,
  resolveValues,
  splitSecrets,
} from './parameter.rules.ts';
export { placeValues, type Placed, type PlacedService } from './placement.rules.ts';
export { writeYaml } from './spec-yaml.service.ts';
export { systemTemplateRow, systemTemplates } from './system-template.service.ts';
export { envVarDefinition, templatesRoutes } from './template.contract.ts';
export type { UsableTemplate } from './template.service.ts';

export interface Templates {
  readonly service: TemplateService;
  readonly routes: readonly BoundRoute[];
  readonly jobs: readonly BoundJob[];
  /** Keeps the copies in the cluster; for workers, and only where there is a cluster. */
  readonly sync: Service | undefined;
  /** Brings the system templates up to date; idempotent. */
  seed(): Promise<void>;
}

function taken(): AppError {
  return new AppError('already_exists', 'A template of this name exists already.', {
    details: { issues: [{ path: 'name', message: 'is taken' }] },
  });
}

export const templateConstraints: ConstraintErrors = {
  templates__name_unique: taken,
  templates__public_name_unique: taken,
};

export interface TemplatesDeps extends TemplateServiceDeps, TemplateDraftDeps {
  readonly log: Log;
  readonly clock: Clock;
  /** Undefined where there is no cluster. */
  readonly copies: { readonly store: TemplateCopies; readonly watch: TemplateCopyWatch } | undefined;
}

export function createTemplates(deps: TemplatesDeps): Templates {
  const service = createTemplateService(deps);
  const { log, clock, copies } = deps;
  const sync = copies === undefined ? undefined : createTemplateSync({ db: deps.db, copies: copies.store });
  const parts = { templates: service, changes: createTemplateChangeService(deps), drafts: createTemplateDraftService(deps) };
  return {
    service,
    routes: bindTemplateRoutes(parts),
    jobs: bindTemplateJobs(sync),
    sync:
      copies === undefined || sync === undefined ? undefined : createTemplateReconcile({ log, clock, sync, watch: copies.watch }),
    seed: () => seedSystemTemplates(deps),
  };
}

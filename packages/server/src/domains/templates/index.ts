import { AppError } from '@moorage/core/errors';
import type { ConstraintErrors } from '../../platform/db/constraints.ts';
import type { BoundRoute } from '../../platform/http/bind.ts';
import { seedSystemTemplates } from './system-template.service.ts';
import { bindTemplateRoutes } from './template.routes.ts';
import { createTemplateService, type TemplateService, type TemplateServiceDeps } from './template.service.ts';

export { type Blueprint, blueprintSchema, type Issue } from './blueprint.rules.ts';
export { isImageReference } from './image.rules.ts';
export { type GivenValue, maskedValue, maskSecrets, type ParameterDefinition, resolveValues } from './parameter.rules.ts';
export { placeValues, type Placed, type PlacedService } from './placement.rules.ts';
export { writeYaml } from './spec-yaml.service.ts';
export { systemTemplateRow, systemTemplates } from './system-template.service.ts';
export { envVarDefinition, templatesRoutes } from './template.contract.ts';
export type { UsableTemplate } from './template.service.ts';

export interface Templates {
  readonly service: TemplateService;
  readonly routes: readonly BoundRoute[];
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

export function createTemplates(deps: TemplateServiceDeps): Templates {
  const service = createTemplateService(deps);
  return { service, routes: bindTemplateRoutes(service), seed: () => seedSystemTemplates(deps) };
}

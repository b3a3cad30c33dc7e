import { type BoundRoute, bind } from '../../platform/http/bind.ts';
import { templatesRoutes } from './template.contract.ts';
import type { TemplateService } from './template.service.ts';

export function bindTemplateRoutes(templates: TemplateService): BoundRoute[] {
  return [
    bind(templatesRoutes.list, (ctx) => templates.list(ctx)),
    bind(templatesRoutes.get, (ctx, { params }) => templates.get(ctx, params.name)),
    bind(templatesRoutes.create, (ctx, { body }) => templates.create(ctx, body)),
    bind(templatesRoutes.remove, (ctx, { params }) => templates.remove(ctx, params.name)),
  ];
}

import { type BoundRoute, bind } from '../../platform/http/bind.ts';
import type { TemplateChangeService } from './template-change.service.ts';
import { templateDraftsRoutes } from './template-draft.contract.ts';
import type { TemplateDraftService } from './template-draft.service.ts';
import { templateVersionsRoutes } from './template-version.contract.ts';
import { templatesRoutes } from './template.contract.ts';
import type { TemplateService } from './template.service.ts';

export interface TemplateRouteDeps {
  readonly templates: TemplateService;
  readonly changes: TemplateChangeService;
  readonly drafts: TemplateDraftService;
}

export function bindTemplateRoutes({ templates, changes, drafts }: TemplateRouteDeps): BoundRoute[] {
  return [
    bind(templatesRoutes.list, (ctx) => templates.list(ctx)),
    bind(templatesRoutes.get, (ctx, { params }) => templates.get(ctx, params.name)),
    bind(templatesRoutes.create, (ctx, { body }) => templates.create(ctx, body)),
    bind(templatesRoutes.update, async (ctx, { params, body }, io) => {
      const view = await changes.update(ctx, params.name, body, io.ifMatch);
      io.setHeader('ETag', `"${view.version}"`);
      return view;
    }),
    bind(templatesRoutes.remove, (ctx, { params }) => templates.remove(ctx, params.name)),
    bind(templateVersionsRoutes.list, (ctx, { params, query }) => changes.versions(ctx, params.name, query)),
    bind(templateVersionsRoutes.get, (ctx, { params }) => changes.version(ctx, params.name, Number(params.version))),
    bind(templateDraftsRoutes.validate, async (_ctx, { body }) => drafts.validate(body.spec, body.envVars)),
    bind(templateDraftsRoutes.importCompose, async (_ctx, { body }) => drafts.importCompose(body.compose, body.name)),
    bind(templateDraftsRoutes.generate, (ctx, { body }) => drafts.generate(ctx, body.orgId, body.prompt)),
  ];
}

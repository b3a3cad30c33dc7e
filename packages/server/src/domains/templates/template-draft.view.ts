import type { z } from 'zod';
import type { Blueprint } from './blueprint.rules.ts';
import type { ParameterDefinition } from './parameter.rules.ts';
import type { templateDraft, templateDraftsRoutes, templatePreview } from './template-draft.contract.ts';

export type TemplatePreviewView = z.input<typeof templatePreview>;
export type TemplateDraftView = z.input<typeof templateDraft>;
export type TemplateValidationView = z.input<(typeof templateDraftsRoutes.validate.responses)[200]>;

/** What would be deployed, with the defaults spelled out. */
export function blueprintToPreview(blueprint: Blueprint, definitions: readonly ParameterDefinition[]): TemplatePreviewView {
  return {
    services: blueprint.services.map((one) => ({
      name: one.name,
      image: one.image,
      command: one.command ?? [],
      args: one.args ?? [],
      ports: (one.ports ?? []).map((port) => ({ ...port, protocol: port.protocol ?? 'TCP' })),
      replicas: one.replicas ?? 1,
      env: (one.env ?? []).map((entry) => entry.name),
      volumes: (one.volumes ?? []).map((volume) => ({ ...volume })),
      files: Object.keys(one.files ?? {}),
      dependsOn: one.dependsOn ?? [],
      healthCheckPath: one.healthCheckPath ?? null,
    })),
    ingresses: blueprint.ingresses.map((one) => ({ ...one, path: one.path ?? '/' })),
    required: definitions.filter((one) => one.required && one.default === undefined).map((one) => one.name),
  };
}

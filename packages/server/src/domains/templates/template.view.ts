import type { z } from 'zod';
import type { ParameterDefinition } from './parameter.rules.ts';
import type { template } from './template.contract.ts';

/** A template as it is stored, with the names of where it belongs. */
export interface TemplateRow {
  readonly id: string;
  readonly org_id: string | null;
  readonly team_id: string | null;
  readonly owner_id: string | null;
  readonly name: string;
  readonly visibility: string;
  readonly is_system: boolean;
  readonly enabled: boolean;
  readonly display_name: string;
  readonly description: string;
  readonly category: string;
  readonly image: string;
  readonly container_port: number | null;
  readonly cpu_request: string;
  readonly cpu_limit: string;
  readonly memory_request: string;
  readonly memory_limit: string;
  readonly health_check_path: string;
  readonly has_config_map: boolean;
  readonly services: readonly string[];
  readonly spec: string;
  readonly org_name: string | null;
  readonly team_name: string | null;
  readonly definitions: readonly ParameterDefinition[];
}

export type TemplateView = z.input<typeof template>;

export function visibilityOf(text: string): TemplateView['visibility'] {
  return text === 'team' || text === 'org' || text === 'public' ? text : 'private';
}

export function templateToView(row: TemplateRow): TemplateView {
  return {
    name: row.name,
    displayName: row.display_name,
    description: row.description,
    category: row.category,
    image: row.image,
    containerPort: row.container_port,
    cpuRequest: row.cpu_request,
    cpuLimit: row.cpu_limit,
    memoryRequest: row.memory_request,
    memoryLimit: row.memory_limit,
    healthCheckPath: row.health_check_path,
    enabled: row.enabled,
    hasConfigMap: row.has_config_map,
    isSystem: row.is_system,
    envVars: [...row.definitions],
    visibility: visibilityOf(row.visibility),
    orgId: row.org_id,
    teamId: row.team_id,
    orgName: row.org_name,
    teamName: row.team_name,
    services: [...row.services],
    spec: row.spec,
  };
}

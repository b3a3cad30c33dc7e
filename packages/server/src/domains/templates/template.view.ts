import type { z } from 'zod';
import type { ParameterDefinition } from './parameter.rules.ts';
import type { TemplateDocument } from './template-version.rules.ts';
import type { templateVersion, templateVersionSummary } from './template-version.contract.ts';
import type { template } from './template.contract.ts';
import type { WantedCopy } from './template.ports.ts';

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
  readonly version: number;
  readonly org_name: string | null;
  readonly team_name: string | null;
  readonly definitions: readonly ParameterDefinition[];
}

export type TemplateView = z.input<typeof template>;

export function visibilityOf(text: string): TemplateView['visibility'] {
  return text === 'team' || text === 'org' || text === 'public' ? text : 'private';
}

export function templateToView(row: TemplateRow, actions: readonly string[]): TemplateView {
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
    version: row.version,
    actions: [...actions],
  };
}

/** What a version of this template would keep. */
export function rowToDocument(row: Omit<TemplateRow, 'version' | 'services' | 'org_name' | 'team_name'>): TemplateDocument {
  return {
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
    envVars: [...row.definitions],
    visibility: visibilityOf(row.visibility),
    teamId: row.team_id,
    spec: row.spec,
  };
}

export interface TemplateVersionRow {
  readonly version: number;
  readonly org_id: string | null;
  readonly team_id: string | null;
  readonly owner_id: string | null;
  readonly visibility: string;
  readonly document: TemplateDocument;
  readonly changed: readonly string[];
  readonly actor_kind: string;
  readonly actor_email: string | null;
  readonly created_at: Date;
}

export type TemplateVersionSummaryView = z.input<typeof templateVersionSummary>;
export type TemplateVersionView = z.input<typeof templateVersion>;

/** Who did it is told within the organization only. */
export function versionToSummary(row: TemplateVersionRow, isInside: boolean): TemplateVersionSummaryView {
  return {
    version: row.version,
    visibility: visibilityOf(row.visibility),
    changed: [...row.changed],
    actor: { kind: row.actor_kind === 'user' ? 'user' : 'system', email: isInside ? row.actor_email : null },
    createdAt: row.created_at.toISOString(),
  };
}

export function versionToView(row: TemplateVersionRow, isInside: boolean): TemplateVersionView {
  return { ...versionToSummary(row, isInside), template: row.document };
}

/** What reads it in the cluster finds the spec as it was written, and the rest as JSON. */
export function rowToCopy(row: TemplateRow): WantedCopy {
  const { spec, ...rest } = rowToDocument(row);
  const document = { name: row.name, version: row.version, isSystem: row.is_system, services: row.services, ...rest };
  return {
    templateId: row.id,
    name: row.name,
    version: row.version,
    orgId: row.org_id ?? undefined,
    visibility: row.visibility,
    enabled: row.enabled,
    files: { 'spec.yaml': spec, 'template.json': `${JSON.stringify(document, undefined, 2)}\n` },
  };
}

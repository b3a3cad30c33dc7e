import type { Clock } from '@moorage/core/clock';
import type { Ids } from '@moorage/core/ids';
import type { Db } from '../../platform/db/database.ts';
import { readSpec } from './spec-yaml.service.ts';
import { customImage } from './system/custom-image.ts';
import { hello } from './system/hello.ts';
import { postgres } from './system/postgres.ts';
import { staticSite } from './system/static-site.ts';
import type { SystemTemplate } from './system/system-template.ts';
import { webAndApi } from './system/web-and-api.ts';
import { worker } from './system/worker.ts';
import { envVarDefinition } from './template.contract.ts';
import { documentOf, listSystemTemplates, type NewTemplate, upsertSystemTemplate } from './template.store.ts';
import { changedFields } from './template-version.rules.ts';
import { insertTemplateVersion } from './template-version.store.ts';
import { rowToDocument } from './template.view.ts';

export const systemTemplates: readonly SystemTemplate[] = [hello, webAndApi, worker, postgres, staticSite, customImage];

type Checked = Pick<NewTemplate, 'definitions'> & Pick<ReturnType<typeof readSpec>, 'services'>;

/** They never change while a process runs, and reading their YAML is much of what a start costs. */
const alreadyChecked = new WeakMap<SystemTemplate, Checked>();

function check(template: SystemTemplate): Checked {
  const definitions = template.envVars.map((definition) => envVarDefinition.parse(definition));
  const { services } = readSpec(template.spec, definitions);
  const checked = { definitions, services };
  alreadyChecked.set(template, checked);
  return checked;
}

/** The row of a system template; throws when it would not be accepted from a tenant either. */
export function systemTemplateRow(template: SystemTemplate, id: string, at: Date): NewTemplate {
  const { definitions, services } = alreadyChecked.get(template) ?? check(template);
  const [first] = services;
  return {
    id,
    orgId: null,
    teamId: null,
    ownerId: null,
    name: template.name,
    visibility: 'public',
    isSystem: true,
    enabled: true,
    displayName: template.displayName,
    description: template.description,
    category: template.category,
    image: template.image,
    containerPort: template.containerPort,
    cpuRequest: first?.resources?.requests?.cpu ?? '100m',
    cpuLimit: first?.resources?.limits?.cpu ?? '500m',
    memoryRequest: first?.resources?.requests?.memory ?? '128Mi',
    memoryLimit: first?.resources?.limits?.memory ?? '512Mi',
    healthCheckPath: template.healthCheckPath,
    hasConfigMap: false,
    definitions,
    services: services.map((one) => one.name),
    spec: template.spec,
    at,
  };
}

/** Brings the stored system templates to what this version ships; any number of processes may do it at once. */
export async function seedSystemTemplates(deps: { readonly db: Db; readonly ids: Ids; readonly clock: Clock }): Promise<void> {
  const rows = systemTemplates.map((template) => systemTemplateRow(template, deps.ids.uuid(), deps.clock.now()));
  await deps.db.system('seed system templates', async (tx) => {
    const present = new Map((await listSystemTemplates(tx)).map((row) => [row.name, rowToDocument(row)]));
    for (const row of rows.toSorted((left, right) => left.name.localeCompare(right.name))) {
      const before = present.get(row.name);
      const document = documentOf(row);
      const changed = before === undefined ? [] : changedFields(before, document);
      if (before !== undefined && changed.length === 0) continue;
      const made = await upsertSystemTemplate(tx, row);
      if (made === undefined) continue;
      const { id: templateId, version } = made;
      const nobody = { orgId: null, ownerId: null, actorEmail: undefined };
      await insertTemplateVersion(tx, { templateId, version, ...nobody, document, changed, at: row.at });
    }
  });
}

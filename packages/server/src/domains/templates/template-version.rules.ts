/** What of a template a version keeps, what a change changed, and whether it may be made on top of what is there. */
import { z } from 'zod';
import { envVarDefinition, templateVisibility } from './template.contract.ts';

/** Everything that a change can change, as it is kept. */
export const templateDocument = z.object({
  displayName: z.string(),
  description: z.string(),
  category: z.string(),
  image: z.string(),
  containerPort: z.int().nullable(),
  cpuRequest: z.string(),
  cpuLimit: z.string(),
  memoryRequest: z.string(),
  memoryLimit: z.string(),
  healthCheckPath: z.string(),
  enabled: z.boolean(),
  hasConfigMap: z.boolean(),
  envVars: z.array(envVarDefinition),
  visibility: templateVisibility,
  teamId: z.uuid().nullable(),
  spec: z.string(),
});

export type TemplateDocument = z.output<typeof templateDocument>;

/** The same text for equal values, whatever the order of their fields. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_key, part: unknown) =>
    typeof part === 'object' && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).toSorted(([left], [right]) => (left < right ? -1 : 1)))
      : part,
  );
}

/** Names of the fields in which two documents differ. */
export function changedFields(before: TemplateDocument, after: TemplateDocument): string[] {
  const old = new Map<string, unknown>(Object.entries(before));
  return Object.entries(after)
    .filter(([name, value]) => canonical(old.get(name)) !== canonical(value))
    .map(([name]) => name);
}

/** Whether an `If-Match` header allows a change of this version; without one everything does. */
export function matchesVersion(tags: readonly string[] | undefined, version: number): boolean {
  return tags === undefined || tags.includes('*') || tags.includes(String(version));
}

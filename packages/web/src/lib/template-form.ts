/**
 * A template while it is edited.
 *
 * The form holds what a version of a template keeps, and the name, which never changes once it is saved. Two of them are compared
 * field by field: for the dirty mark, for the history, and when somebody else saved first.
 */
import type {
  DraftTemplate,
  EnvVarDefinition,
  EnvVarDefinitionInput,
  Template,
  TemplateCreate,
  TemplateDocument,
  TemplatePreview,
} from '@moorage/sdk/types';

export interface TemplateForm extends TemplateDocument {
  readonly name: string;
}

const emptySpec = `services:
  - name: web
    image: nginx:1.29-alpine
    ports:
      - { name: http, containerPort: 80 }
    healthCheckPath: /
ingresses:
  - { id: web, name: web, service: web, port: 80 }
`;

export const emptyForm: TemplateForm = {
  name: '',
  displayName: '',
  description: '',
  category: 'web',
  image: '',
  containerPort: null,
  cpuRequest: '100m',
  cpuLimit: '500m',
  memoryRequest: '128Mi',
  memoryLimit: '512Mi',
  healthCheckPath: '/',
  enabled: true,
  hasConfigMap: false,
  envVars: [],
  visibility: 'private',
  teamId: null,
  spec: emptySpec,
};

export function formOfDocument(name: string, document: TemplateDocument): TemplateForm {
  const { displayName, description, category, image, containerPort, healthCheckPath, enabled, hasConfigMap } = document;
  const { cpuRequest, cpuLimit, memoryRequest, memoryLimit, envVars, visibility, teamId, spec } = document;
  return {
    ...{ name, displayName, description, category, image, containerPort, cpuRequest, cpuLimit, memoryRequest, memoryLimit },
    ...{ healthCheckPath, enabled, hasConfigMap, envVars, visibility, teamId, spec },
  };
}

export function formOfTemplate(template: Template): TemplateForm {
  return formOfDocument(template.name, template);
}

/** The beginning of a template of one's own, from one that cannot be changed. */
export function copyOfTemplate(template: Template): TemplateForm {
  const name = `my-${template.name}`.slice(0, 63).replace(/-+$/, '');
  const displayName = `${template.displayName} (copy)`.slice(0, 100);
  return { ...formOfTemplate(template), name, displayName, visibility: 'private', teamId: null, enabled: true };
}

function fullDefinition(input: EnvVarDefinitionInput): EnvVarDefinition {
  const { label = '', description = '', type = 'string', required = false, secret = false, ...rest } = input;
  return { ...rest, label, description, type, required, secret };
}

/** What an import or a model made, over what was there: name and place stay as they were chosen. */
export function formOfDraft(draft: DraftTemplate, before: TemplateForm, isNew: boolean): TemplateForm {
  const { envVars, spec = before.spec, visibility: _visibility, name, ...rest } = draft;
  return {
    ...before,
    ...rest,
    spec,
    name: isNew && before.name === '' ? name : before.name,
    displayName: before.displayName === '' ? draft.displayName : before.displayName,
    description: before.description === '' ? (draft.description ?? '') : before.description,
    envVars: envVars.map(fullDefinition),
  };
}

/** Options are edited one a line; empty lines are none. */
function cleanDefinition(definition: EnvVarDefinition): EnvVarDefinitionInput {
  if (definition.type !== 'enum') {
    const { options: _options, ...rest } = definition;
    return rest;
  }
  return { ...definition, options: (definition.options ?? []).map((each) => each.trim()).filter((each) => each !== '') };
}

/** The image of the first service, with parameters at their defaults; for lists, where it stands for the whole. */
function listedImage(form: TemplateForm, preview: TemplatePreview | null): string {
  const image = preview?.services[0]?.image ?? '';
  const defaults = new Map(form.envVars.map((definition) => [definition.name, definition.default ?? '']));
  return image.replaceAll(/\{\{\s*(\w+)\s*\}\}/g, (whole, name: string) => defaults.get(name) || whole);
}

function listedPort(preview: TemplatePreview | null): number | undefined {
  const port = preview?.services[0]?.ports[0]?.containerPort;
  return typeof port === 'number' ? port : undefined;
}

/** What is sent; image and port that were left empty are those of the first service. */
export function bodyOfForm(form: TemplateForm, preview: TemplatePreview | null, orgId: string | undefined): TemplateCreate {
  const { name, displayName, containerPort, teamId, envVars, image, ...rest } = form;
  const port = containerPort ?? listedPort(preview);
  return {
    ...rest,
    name: name.trim(),
    displayName: displayName.trim(),
    image: image.trim() === '' ? listedImage(form, preview) : image.trim(),
    ...(port === undefined ? {} : { containerPort: port }),
    envVars: envVars.map(cleanDefinition),
    ...(form.visibility === 'team' && teamId !== null ? { teamId } : {}),
    ...(form.visibility === 'team' || orgId === undefined ? {} : { orgId }),
  };
}

interface FormProblem {
  readonly path: string;
  readonly message: string;
}

/** What the form itself knows to be wrong, in the words of the server; the spec is checked there. */
export function formProblems(form: TemplateForm): FormProblem[] {
  const problems: FormProblem[] = [];
  if (!/^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/.test(form.name.trim())) {
    problems.push({ path: 'name', message: 'lower-case letters, digits and hyphens, at most 63, no hyphen at the ends' });
  }
  if (form.displayName.trim() === '') problems.push({ path: 'displayName', message: 'is required' });
  if (form.visibility === 'team' && form.teamId === null) problems.push({ path: 'teamId', message: 'choose a team' });
  for (const [index, definition] of form.envVars.entries()) {
    if (!/^[A-Za-z_]\w{0,99}$/.test(definition.name)) {
      const message = 'letters, digits and underscore, not beginning with a digit';
      problems.push({ path: `envVars[${index}].name`, message });
    }
  }
  return problems;
}

export interface FieldChange {
  readonly field: keyof TemplateForm;
  readonly label: string;
  readonly from: string;
  readonly to: string;
}

const labels: Readonly<Record<keyof TemplateForm, string>> = {
  name: 'Name',
  displayName: 'Display name',
  description: 'Description',
  category: 'Category',
  visibility: 'Visibility',
  teamId: 'Team',
  enabled: 'Deployable',
  spec: 'Specification',
  envVars: 'Parameters',
  image: 'Listed image',
  containerPort: 'Listed port',
  healthCheckPath: 'Listed health check path',
  cpuRequest: 'Listed CPU request',
  cpuLimit: 'Listed CPU limit',
  memoryRequest: 'Listed memory request',
  memoryLimit: 'Listed memory limit',
  hasConfigMap: 'Has a ConfigMap',
};

const fields: readonly (keyof TemplateForm)[] = [
  ...(['name', 'displayName', 'description', 'category', 'visibility', 'teamId', 'enabled', 'spec', 'envVars'] as const),
  ...(['image', 'containerPort', 'healthCheckPath', 'cpuRequest', 'cpuLimit', 'memoryRequest', 'memoryLimit'] as const),
  'hasConfigMap',
];

export function fieldLabel(field: string): string {
  return new Map<string, string>(Object.entries(labels)).get(field) ?? field;
}

/** A parameter with its fields always in the same order, so that equal ones are equal texts. */
function definitionText(definition: EnvVarDefinition): string {
  const entries = Object.entries(definition).filter(([, value]) => value !== undefined);
  const rest = entries.filter(([key]) => key !== 'name').toSorted(([left], [right]) => (left < right ? -1 : 1));
  return [`${definition.name}:`, ...rest.map(([key, value]) => `  ${key}: ${JSON.stringify(value)}`)].join('\n');
}

function fieldText(form: TemplateForm, field: keyof TemplateForm): string {
  if (field === 'envVars') return form.envVars.map(definitionText).join('\n');
  const value = form[field];
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  return value === null ? '' : String(value);
}

export function planFieldChanges(from: TemplateForm, to: TemplateForm): FieldChange[] {
  return fields
    .map((field) => ({ field, label: labels[field], from: fieldText(from, field), to: fieldText(to, field) }))
    .filter((change) => change.from !== change.to);
}

/** My edits over what somebody else saved: fields that I did not touch are theirs. */
export function rebaseForm(base: TemplateForm, mine: TemplateForm, theirs: TemplateForm): TemplateForm {
  const touched = new Set(planFieldChanges(base, mine).map((change) => change.field));
  return Object.assign(
    {},
    theirs,
    Object.fromEntries(fields.filter((field) => touched.has(field)).map((field) => [field, mine[field]])),
  );
}

/** Fields that both changed, each in another way. */
export function clashingFields(base: TemplateForm, mine: TemplateForm, theirs: TemplateForm): FieldChange[] {
  const touched = new Set(planFieldChanges(base, mine).map((change) => change.field));
  const theirTouched = new Set(planFieldChanges(base, theirs).map((change) => change.field));
  return planFieldChanges(theirs, mine).filter(({ field }) => touched.has(field) && theirTouched.has(field));
}

/** A template as a file: YAML or JSON of what the API takes, where the spec may be text or written out. */
import type { TemplateCreate } from '@moorage/sdk/types';
import { parseDocument, stringify } from 'yaml';
import { usageFailure } from '../failure.ts';
import type { CliIo } from '../io.ts';

export function readText(io: CliIo, path: string): string {
  const text = io.readFile(path);
  if (text === undefined) throw usageFailure(`There is no file ${path} that can be read.`, 'Name one with --file.');
  return text;
}

type Fields = Readonly<Record<string, unknown>>;

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Whether the fields that every template needs are there; the server checks the rest. */
function isTemplate(value: Fields): value is Fields & TemplateCreate {
  return [value['name'], value['displayName'], value['image']].every((field) => typeof field === 'string');
}

/** What only the server says of a template; a file that came from `templates get` has it. */
const told = new Set(['isSystem', 'orgName', 'teamName', 'services', 'version']);

export function readTemplate(io: CliIo, path: string): TemplateCreate {
  const document = parseDocument(readText(io, path));
  const [problem] = document.errors;
  if (problem !== undefined) throw usageFailure(`${path} is not YAML: ${problem.message.split('\n')[0] ?? ''}`, 'Mend the file.');
  const parsed: unknown = document.toJS();
  const entries = isFields(parsed) ? Object.entries(parsed).filter(([name, value]) => value !== null && !told.has(name)) : [];
  const fields: Fields = Object.fromEntries(entries);
  const whole: Fields = isFields(fields['spec']) ? { ...fields, spec: stringify(fields['spec'], { lineWidth: 0 }) } : fields;
  if (isTemplate(whole)) return whole;
  throw usageFailure(`${path} is not a template.`, 'It needs at least name, displayName and image.');
}

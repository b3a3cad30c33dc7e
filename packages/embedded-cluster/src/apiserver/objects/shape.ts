/** Bringing an incoming object into its stored shape: unknown fields, defaults, the kind's own rules, validation. */
import type { KubeObject } from '@moorage/kube/objects';
import { dropNulls, applyDefaults, unknownFields } from '../schema/shape.ts';
import type { Kind, Preparation } from '../kinds/kind.ts';
import { invalid, refuse } from '../refusal.ts';
import { checkRules } from '../schema/cel.ts';
import { validate } from '../schema/validate.ts';
import { checkImmutable, checkMetadata } from './metadata.ts';

/** What to do about fields that the schema does not know. */
export interface FieldValidation {
  readonly mode: 'Strict' | 'Warn' | 'Ignore';
  warn(text: string): void;
}

export const lenient: FieldValidation = { mode: 'Ignore', warn: () => {} };

function handleUnknown(kind: Kind, object: KubeObject, fields: FieldValidation): void {
  if (!kind.isCustom && fields.mode === 'Ignore') return;
  const unknown = unknownFields(kind.schema, object, { remove: kind.isCustom });
  if (unknown.length === 0 || fields.mode === 'Ignore') return;
  const texts = unknown.map((path) => `unknown field "${path}"`);
  if (fields.mode === 'Strict') {
    const { kind: name, version } = kind.resource;
    throw refuse(
      'BadRequest',
      `${name} in version "${version}" cannot be handled as a ${name}: strict decoding error: ${texts.join(', ')}`,
    );
  }
  for (const text of texts) fields.warn(text);
}

/** Shapes the object in place; throws `Invalid` with every problem found. */
export function shape(kind: Kind, object: KubeObject, preparation: Preparation, fields: FieldValidation): void {
  handleUnknown(kind, object, fields);
  dropNulls(kind.isCustom ? object.metadata : object);
  applyDefaults(kind.schema, object);
  // The rules of a kind rely on types that hold only after the schema has been checked.
  const causes = [...checkMetadata(kind, object, preparation.previous), ...validate(kind.schema, object, '')];
  if (causes.length === 0) {
    kind.rules.prepare?.(object, preparation);
    causes.push(
      ...(kind.rules.check?.(object, preparation.previous) ?? []),
      ...checkImmutable(kind, object, preparation.previous),
    );
    if (kind.isCustom) causes.push(...checkRules(kind.schema, object, preparation.previous));
  }
  if (causes.length > 0) throw invalid(kind.resource, object.metadata.name, causes);
}

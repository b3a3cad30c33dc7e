/** Bringing an incoming object into its stored shape: unknown fields, defaults, validation, the kind's own rules. */
import type { KubeObject } from '@moorage/kube/objects';
import type { Kind, Preparation } from '../kinds/kind.ts';
import { metadataSchema } from '../kinds/metadata.ts';
import { invalid, refuse, type StatusCause } from '../refusal.ts';
import { checkRules } from '../schema/cel.ts';
import type { Schema } from '../schema/schema.ts';
import { applyDefaults, dropNulls, unknownFields } from '../schema/shape.ts';
import { validate } from '../schema/validate.ts';
import { checkImmutable, checkMetadata } from './metadata.ts';

/** What to do about fields that the schema does not know. */
export interface FieldValidation {
  readonly mode: 'Strict' | 'Warn' | 'Ignore';
  readonly warn: (text: string) => void;
}

export const lenient: FieldValidation = { mode: 'Ignore', warn: () => {} };

export interface Shaping {
  /** The schema of the part of the object that is written. */
  readonly schema: Schema;
  readonly previous: KubeObject | undefined;
  readonly fields: FieldValidation;
}

const statusSchemas = new WeakMap<Kind, Schema>();

/** The schema of what a write of the status subresource carries. */
export function statusSchemaOf(kind: Kind): Schema {
  const known = statusSchemas.get(kind);
  if (known !== undefined) return known;
  const { apiVersion = {}, kind: kindField = {}, metadata = {}, status = {} } = kind.schema.properties ?? {};
  const schema = { type: 'object', properties: { apiVersion, kind: kindField, metadata, status } };
  statusSchemas.set(kind, schema);
  return schema;
}

/** Refuses metadata of the wrong types; everything that follows relies on them. */
export function checkMetadataTypes(kind: Kind, object: KubeObject): void {
  dropNulls(object.metadata);
  const causes = validate(metadataSchema, object.metadata, 'metadata');
  if (causes.length > 0) throw invalid(kind.resource, object.metadata.name, causes);
}

function handleUnknown(kind: Kind, object: KubeObject, { schema, fields }: Shaping): void {
  if (!kind.isCustom && fields.mode === 'Ignore') return;
  const unknown = unknownFields(schema, object, { remove: kind.isCustom });
  if (unknown.length === 0 || fields.mode === 'Ignore') return;
  const texts = unknown.map((path) => `unknown field "${path}"`);
  if (fields.mode === 'Warn') {
    for (const text of texts) fields.warn(text);
    return;
  }
  const { kind: name, version } = kind.resource;
  const what = `${name} in version "${version}" cannot be handled as a ${name}`;
  throw refuse('BadRequest', `${what}: strict decoding error: ${texts.join(', ')}`);
}

/** Shapes the written part in place; throws `Invalid` with every problem found. */
export function shape(kind: Kind, object: KubeObject, shaping: Shaping): void {
  handleUnknown(kind, object, shaping);
  if (!kind.isCustom) dropNulls(object);
  applyDefaults(shaping.schema, object);
  const causes = [...checkMetadata(kind, object, shaping.previous), ...validate(shaping.schema, object, '')];
  if (causes.length > 0) throw invalid(kind.resource, object.metadata.name, causes);
}

/** Applies the rules of the kind, which rely on types that hold only after {@link shape}. */
export function applyRules(kind: Kind, object: KubeObject, preparation: Preparation): void {
  const { previous } = preparation;
  kind.rules.prepare?.(object, preparation);
  const causes: StatusCause[] = [...(kind.rules.check?.(object, previous) ?? []), ...checkImmutable(kind, object, previous)];
  if (kind.isCustom) causes.push(...checkRules(kind.schema, object, previous));
  if (causes.length > 0) throw invalid(kind.resource, object.metadata.name, causes);
}

/** Checks the rules of a custom resource after a write of its status. */
export function checkStatusRules(kind: Kind, object: KubeObject, previous: KubeObject): void {
  const causes = kind.isCustom ? checkRules(kind.schema, object, previous) : [];
  if (causes.length > 0) throw invalid(kind.resource, object.metadata.name, causes);
}

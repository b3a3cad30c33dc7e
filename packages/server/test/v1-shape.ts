/** The notation in which the fixtures of `/api/v1` tell the shape of bodies. */
import { z } from 'zod';

export const shapeText = z.record(z.string(), z.json());

const types: Readonly<Record<string, z.ZodType>> = {
  string: z.string(),
  'string|null': z.string().nullable(),
  bool: z.boolean(),
  int: z.int(),
  int64: z.int(),
  uuid: z.uuid(),
  datetime: z.iso.datetime(),
  datetime_s: z.iso.datetime({ precision: 0 }),
  object: z.record(z.string(), z.unknown()),
  json: z.json(),
  'map<string,string>': z.record(z.string(), z.string()),
};

/** The notation of the fixture as a schema that knows every field. */
export function schemaOf(shape: unknown): z.ZodType {
  if (typeof shape === 'string') {
    const [, values] = /^enum\((.*)\)$/.exec(shape) ?? [];
    const type = values === undefined ? types[shape] : z.enum(values.split(','));
    if (type === undefined) throw new Error(`unknown type ${shape}`);
    return type;
  }
  if (Array.isArray(shape)) return z.array(schemaOf(shape[0]));
  const fields = Object.entries(shapeText.parse(shape));
  const [first] = fields;
  if (first?.[0] === '[]') return z.array(schemaOf(first[1]));
  return z.strictObject(
    Object.fromEntries(
      fields.map(([name, type]) =>
        name.endsWith('?') ? [name.slice(0, -1), schemaOf(type).optional()] : [name, schemaOf(type)],
      ),
    ),
  );
}

/**
 * The body of an answer, shaped by the schema that the contract promises.
 *
 * A field that the schema does not know is dropped, so that a column added to a row cannot leak by accident; a value of the
 * wrong type is a bug and becomes a 500 instead of wrong data. Both are logged, with paths but without values.
 */
import { AppError } from '@moorage/core/errors';
import type { Log } from '@moorage/core/log';
import type { z } from 'zod';
import { fieldIssues, formatPath } from './input.ts';
import { isRecord } from './request-state.ts';
import type { Route } from './route.ts';

/** Status and value → JSON text, or `undefined` for an empty body. */
export type ShapeBody = (status: number, value: unknown) => string | undefined;

function dropAt(root: unknown, path: readonly PropertyKey[], keys: readonly string[]): void {
  const holder = path.reduce<unknown>((value, part) => (isRecord(value) ? value[String(part)] : undefined), root);
  if (isRecord(holder)) for (const key of keys) Reflect.deleteProperty(holder, key);
}

/** Parses again without the fields that strict schemas refused; a union says nothing about fields and is not repaired. */
function withoutUnknown(schema: z.ZodType, value: unknown, error: z.core.$ZodError): z.ZodSafeParseResult<unknown> {
  const copy: unknown = structuredClone(value);
  for (const issue of error.issues) {
    if (issue.code === 'unrecognized_keys') dropAt(copy, issue.path, issue.keys);
  }
  return schema.safeParse(copy);
}

export function compileOutput(route: Route, log: Log): ShapeBody {
  const schemas = new Map<string, z.ZodType | null>(Object.entries(route.responses));
  return (status, value) => {
    const schema = schemas.get(String(status));
    if (schema === undefined)
      throw new AppError('internal', 'Something went wrong on our side.', {
        internal: `${route.id} does not declare status ${status}`,
      });
    if (schema === null) return undefined;
    const parsed = schema.safeParse(value);
    if (parsed.success) return JSON.stringify(parsed.data);
    const unknown = parsed.error.issues.flatMap((issue) =>
      issue.code === 'unrecognized_keys' ? issue.keys.map((key) => formatPath([...issue.path, key])) : [],
    );
    const repaired = unknown.length === 0 ? parsed : withoutUnknown(schema, value, parsed.error);
    if (!repaired.success) {
      const internal = `${route.id} answered against its contract: ${JSON.stringify(fieldIssues(repaired.error).slice(0, 10))}`;
      throw new AppError('internal', 'Something went wrong on our side.', { internal });
    }
    log.error('fields outside of the contract were dropped', { route: route.id, fields: unknown.slice(0, 20) });
    return JSON.stringify(repaired.data);
  };
}

/** From the raw parts of a request to what a handler takes, by the schemas of its route; compiled once a route. */
import { AppError, type FieldIssue } from '@moorage/core/errors';
import { z } from 'zod';
import type { AnyInput } from './bind.ts';
import { malformedJson } from './errors.ts';
import type { Route } from './route.ts';

type ZodIssue = z.core.$ZodIssue;

/** `['services', 0, 'image']` → `services[0].image`. */
export function formatPath(path: readonly PropertyKey[]): string {
  return path.reduce<string>((text, part) => {
    if (typeof part === 'number') return `${text}[${part}]`;
    return text === '' ? String(part) : `${text}.${String(part)}`;
  }, '');
}

/** Of a union's branches the one that came furthest says most about what was meant. */
function bestBranch(branches: readonly (readonly ZodIssue[])[]): readonly ZodIssue[] {
  const depth = (issues: readonly ZodIssue[]): number => Math.max(0, ...issues.map((issue) => issue.path.length));
  return branches.toSorted((a, b) => depth(b) - depth(a) || a.length - b.length)[0] ?? [];
}

function flatten(issue: ZodIssue, prefix: readonly PropertyKey[]): FieldIssue[] {
  const path = [...prefix, ...issue.path];
  if (issue.code === 'unrecognized_keys')
    return issue.keys.map((key) => ({ path: formatPath([...path, key]), message: 'is not a known field' }));
  if (issue.code === 'invalid_union') {
    const branch = bestBranch(issue.errors);
    if (branch.some((inner) => inner.path.length > 0)) return branch.flatMap((inner) => flatten(inner, path));
  }
  return [{ path: formatPath(path), message: issue.message }];
}

/** The problems of a value as our clients get them. */
export function fieldIssues(error: z.core.$ZodError): FieldIssue[] {
  return error.issues.flatMap((issue) => flatten(issue, []));
}

export function invalidRequest(issues: readonly FieldIssue[], reason?: string): AppError {
  const first = issues[0];
  const what = first === undefined ? '' : ` ${first.path === '' ? 'The body' : first.path}: ${first.message}.`;
  return new AppError('invalid_request', `The request is not valid.${what.replace(/\.\.$/, '.')}`, {
    details: { issues, ...(reason === undefined ? {} : { reason }) },
  });
}

/** The same of one thing in the body, every problem in one sentence, for clients that show only the message. */
export function invalidThing(noun: string, issues: readonly FieldIssue[], reason: string): AppError {
  const sentence = issues.map(({ path, message }) => `${path}: ${message}`).join('; ');
  return new AppError('invalid_request', `The ${noun} is not valid. ${sentence}.`, { details: { reason, issues } });
}

/** What a route of `/api/v1` calls these problems. */
function reasonOf(route: Route, parts: Readonly<Record<'params' | 'query' | 'body', readonly FieldIssue[]>>): string | undefined {
  const codes = route.badInput;
  const [param] = parts.params;
  if (param !== undefined) return codes?.params?.[param.path];
  const [field] = [...parts.query, ...parts.body];
  const own = field === undefined ? undefined : codes?.fields?.[field.path];
  return own ?? (parts.body.length === 0 ? undefined : codes?.body);
}

function isStorable(text: string): boolean {
  return !text.includes('\0') && text.isWellFormed();
}

/** Text that no table can hold, wherever it is: NUL characters and halves of characters. */
function* textIssues(value: unknown, path: readonly PropertyKey[]): Generator<FieldIssue> {
  if (typeof value === 'string') {
    if (!isStorable(value)) yield { path: formatPath(path), message: 'must be text without NUL characters and lone surrogates' };
  } else if (Array.isArray(value)) {
    for (const [index, part] of value.entries()) yield* textIssues(part, [...path, index]);
  } else if (typeof value === 'object' && value !== null) {
    for (const [key, part] of Object.entries(value)) {
      if (isStorable(key)) yield* textIssues(part, [...path, key]);
      else yield { path: formatPath(path), message: 'has a field whose name is not text' };
    }
  }
}

type Parse = (raw: unknown) => { readonly value: unknown } | { readonly issues: readonly FieldIssue[] };

/** On `/api` an object that does not say what to do with unknown fields refuses them; `/api/v1` and pages ignore them. */
function tighten(schema: z.ZodType, route: Route): z.ZodType {
  return route.surface === 'app' && schema instanceof z.ZodObject && schema.def.catchall === undefined ? schema.strict() : schema;
}

function compile(schema: z.ZodType | undefined, route: Route): Parse {
  if (schema !== undefined) {
    const tight = tighten(schema, route);
    return (raw) => {
      const parsed = tight.safeParse(raw);
      return parsed.success ? { value: parsed.data } : { issues: fieldIssues(parsed.error) };
    };
  }
  const nothing = { value: undefined };
  if (route.surface !== 'app') return () => nothing;
  return (raw) => {
    const fields = typeof raw === 'object' && raw !== null ? Object.keys(raw) : raw === undefined ? [] : [''];
    return fields.length === 0 ? nothing : { issues: fields.map((path) => ({ path, message: 'is not a known field' })) };
  };
}

/** Parses params, query and body; throws one `invalid_request` that names every problem of all three. */
export function compileInput(route: Route): (raw: AnyInput) => AnyInput {
  const parsers = {
    params: compile(route.params, { ...route, surface: 'web' }),
    query: compile(route.query, route),
    body: compile(route.body, route),
  };
  const needsBody = route.surface === 'v1' && route.body?.safeParse(undefined).success === false;
  return (raw) => {
    if (needsBody && raw.body === undefined) throw malformedJson();
    const params = parsers.params(raw.params);
    const query = parsers.query(raw.query);
    const body = parsers.body(raw.body);
    const issuesOf = (part: ReturnType<Parse>): readonly FieldIssue[] =>
      'issues' in part ? part.issues : [...textIssues(part.value, [])];
    const [ofParams, ofQuery, ofBody] = [issuesOf(params), issuesOf(query), issuesOf(body)];
    const issues = [...ofParams, ...ofQuery, ...ofBody];
    if (issues.length > 0) throw invalidRequest(issues, reasonOf(route, { params: ofParams, query: ofQuery, body: ofBody }));
    const valueOf = (part: ReturnType<Parse>): unknown => ('value' in part ? part.value : undefined);
    return { params: valueOf(params), query: valueOf(query), body: valueOf(body) };
  };
}

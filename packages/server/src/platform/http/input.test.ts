import { isAppError } from '@moorage/core/errors';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { compileInput, formatPath } from './input.ts';
import { defineRoute, type Route } from './route.ts';

const route = (parts: Partial<Route>): Route =>
  defineRoute({
    id: 'x.y',
    method: 'POST',
    path: '/api/x',
    surface: 'app',
    tag: 'X',
    summary: 'x',
    access: { kind: 'signedIn' },
    scope: 'none',
    responses: { 204: null },
    ...parts,
  });

function issuesOf(parts: Partial<Route>, raw: { params?: unknown; query?: unknown; body?: unknown }): readonly string[] {
  try {
    compileInput(route(parts))({ params: raw.params ?? {}, query: raw.query ?? {}, body: raw.body });
    return [];
  } catch (error) {
    if (!isAppError(error, 'invalid_request')) throw error;
    return (error.details?.issues ?? []).map((issue) => issue.path);
  }
}

describe('formatPath', () => {
  it('writes paths as people read them', () => {
    expect(formatPath(['services', 0, 'env', 'A-B'])).toBe('services[0].env.A-B');
    expect(formatPath([])).toBe('');
    expect(formatPath([3])).toBe('[3]');
  });
});

describe('compileInput', () => {
  it('gives parsed values with defaults and conversions', () => {
    const parse = compileInput(
      route({ query: z.object({ limit: z.coerce.number().default(5) }), body: z.object({ a: z.string() }) }),
    );
    expect(parse({ params: {}, query: {}, body: { a: 'x' } })).toEqual({
      params: undefined,
      query: { limit: 5 },
      body: { a: 'x' },
    });
  });

  it('names the problems of params, query and body together', () => {
    const parts = {
      params: z.object({ id: z.uuid() }),
      query: z.object({ n: z.coerce.number() }),
      body: z.object({ a: z.string() }),
    };
    expect(issuesOf(parts, { params: { id: 'x' }, query: { n: 'y' }, body: {} })).toEqual(['id', 'n', 'a']);
  });

  it('refuses unknown fields on /api even where the schema forgot to say so, and ignores them on /api/v1', () => {
    const body = z.object({ a: z.string() });
    expect(issuesOf({ body }, { body: { a: 'x', b: 1, c: 2 } })).toEqual(['b', 'c']);
    expect(issuesOf({ body, surface: 'v1' }, { body: { a: 'x', b: 1 } })).toEqual([]);
  });

  it('refuses text that no table can hold, wherever it is', () => {
    const parts = { query: z.object({ q: z.string() }), body: z.object({ a: z.unknown() }) };
    expect(issuesOf(parts, { query: { q: 'a\0b' }, body: { a: ['ok', { b: '\ud800' }] } })).toEqual(['q', 'a[1].b']);
    expect(issuesOf(parts, { query: { q: 'a' }, body: { a: { 'x\0': 1 } } })).toEqual(['a']);
    expect(issuesOf(parts, { query: { q: '\u{1f4a5}\u202e' }, body: { a: [null, 1, true] } })).toEqual([]);
  });

  it('leaves an open object open', () => {
    expect(issuesOf({ body: z.looseObject({ a: z.string() }) }, { body: { a: 'x', b: 1 } })).toEqual([]);
  });

  it('refuses a query and a body where the route has none', () => {
    expect(issuesOf({}, { query: { x: '1' }, body: { y: 1 } })).toEqual(['x', 'y']);
    expect(issuesOf({}, { body: 'text' })).toEqual(['']);
    expect(issuesOf({ surface: 'web' }, { query: { utm: '1' } })).toEqual([]);
  });

  it('points into the branch of a union that was meant', () => {
    const body = z.object({
      source: z.union([z.strictObject({ image: z.string() }), z.strictObject({ git: z.strictObject({ url: z.url() }) })]),
    });
    expect(issuesOf({ body }, { body: { source: { git: { url: 'nope' } } } })).toEqual(['source.git.url']);
  });
});

import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { buildOpenApi } from './openapi.ts';
import { defineRoute, type Route } from './route.ts';

const boat = z
  .strictObject({ id: z.uuid(), name: z.string(), length: z.number().default(1), at: z.iso.datetime() })
  .meta({ id: 'Boat' });
const base = {
  surface: 'app',
  tag: 'Boats',
  summary: 'A boat',
  access: { kind: 'action', action: 'boat:read' },
  scope: 'boats:read',
} as const;
const routes: readonly Route[] = [
  defineRoute({
    ...base,
    id: 'boats.update',
    method: 'PUT',
    path: '/api/boats/{id}',
    params: z.strictObject({ id: z.uuid() }),
    query: z.strictObject({ dry: z.stringbool().default(false), limit: z.coerce.number().int().max(9).optional() }),
    body: boat,
    responses: { 200: boat },
    errors: ['not_found'],
    audit: 'boat.updated',
  }),
  defineRoute({
    ...base,
    id: 'boats.watch',
    method: 'GET',
    path: '/api/boats/watch',
    responses: { 200: null },
    stream: { events: { moved: boat } },
  }),
];
const info = { title: 'Harbor', version: '1.0.0', description: 'Boats.' };
const text = JSON.stringify(buildOpenApi(routes, info));
const api = z
  .object({
    openapi: z.string(),
    paths: z.record(
      z.string(),
      z.record(
        z.string(),
        z.looseObject({
          operationId: z.string(),
          parameters: z.array(z.looseObject({ name: z.string(), required: z.boolean() })).optional(),
        }),
      ),
    ),
    components: z.object({ schemas: z.record(z.string(), z.looseObject({ required: z.array(z.string()).optional() })) }),
  })
  .parse(JSON.parse(text));

describe('the OpenAPI document', () => {
  it('names operations by route id and says what they need', () => {
    expect(api.openapi).toBe('3.1.0');
    expect(api.paths['/api/boats/{id}']?.['put']).toMatchObject({
      operationId: 'boats.update',
      'x-moorage-action': 'boat:read',
      'x-moorage-scope': 'boats:read',
      'x-moorage-audit': 'boat.updated',
    });
  });

  it('tells required parameters from optional ones', () => {
    const parameters = api.paths['/api/boats/{id}']?.['put']?.parameters ?? [];
    expect(Object.fromEntries(parameters.map(({ name, required }) => [name, required]))).toEqual({
      id: true,
      dry: false,
      limit: false,
    });
  });

  it('has two shapes of a schema whose defaults may be left out when it is sent', () => {
    expect(api.components.schemas['Boat']?.required).toContain('length');
    expect(api.components.schemas['BoatInput']?.required).not.toContain('length');
  });

  it('describes a stream by its events', () => {
    expect(api.paths['/api/boats/watch']?.['get']).toMatchObject({
      'x-moorage-events': { moved: { $ref: '#/components/schemas/Boat' } },
    });
    expect(text).toContain('text/event-stream');
  });

  it('refers to nothing that is not there and repeats no pattern that a format implies', () => {
    const names = [...text.matchAll(/"#\/components\/schemas\/([^"]+)"/g)].map((match) => match[1] ?? '');
    expect(names.filter((name) => !(name in api.components.schemas))).toEqual([]);
    expect(text).not.toContain('"pattern"');
    expect(text).not.toContain('$defs');
  });

  it('is the same text for the same routes in any order of registration', () => {
    expect(JSON.stringify(buildOpenApi(routes.toReversed(), info))).toBe(text);
  });
});

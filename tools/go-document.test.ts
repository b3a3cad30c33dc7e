import { describe, expect, it } from 'vitest';
import { goDocument, type Json, schemaOf } from './go-document.ts';

describe('a schema for the Go SDK', () => {
  it.each<[string, Json, Json]>([
    ['an identifier stays text', { type: 'string', format: 'uuid' }, { type: 'string' }],
    ['a time stays one', { type: 'string', format: 'date-time' }, { type: 'string', format: 'date-time' }],
    ['limits are for the server', { type: 'string', minLength: 1, pattern: '^a' }, { type: 'string' }],
    ['a count has 64 bits', { type: 'integer', minimum: 1 }, { type: 'integer', format: 'int64' }],
    ['one value', { type: 'string', const: 'ok' }, { type: 'string', enum: ['ok'] }],
    ['text or null', { type: ['string', 'null'] }, { type: 'string', nullable: true }],
    [
      'a member or null',
      { anyOf: [{ type: 'integer' }, { type: 'null' }] },
      { type: 'integer', format: 'int64', nullable: true },
    ],
    ['a reference or null', { anyOf: [{ $ref: '#/a' }, { type: 'null' }] }, { allOf: [{ $ref: '#/a' }], nullable: true }],
    ['a reference with more beside it', { $ref: '#/a', default: 1 }, { $ref: '#/a' }],
    [
      'forms of one type',
      {
        anyOf: [
          { type: 'string', const: '' },
          { type: 'string', format: 'ipv4' },
        ],
      },
      { type: 'string' },
    ],
    [
      'numbers to choose of',
      {
        anyOf: [
          { type: 'number', const: 1 },
          { type: 'number', const: 2 },
        ],
      },
      { type: 'number', enum: [1, 2] },
    ],
    ['several types', { anyOf: [{ type: 'string' }, { type: 'boolean' }] }, {}],
    [
      'a map',
      { type: 'object', additionalProperties: { type: 'boolean' } },
      { type: 'object', additionalProperties: { type: 'boolean' } },
    ],
    ['a map of anything', { type: 'object', additionalProperties: {} }, { type: 'object', additionalProperties: true }],
    [
      'a closed object',
      { type: 'object', properties: { a: { const: 1 } }, additionalProperties: false },
      { type: 'object', properties: { a: {} } },
    ],
    [
      'a list',
      { type: 'array', items: { type: ['string', 'null'] } },
      { type: 'array', items: { type: 'string', nullable: true } },
    ],
  ])('%s', (_name, source, wanted) => {
    expect(schemaOf(source)).toEqual(wanted);
  });
});

describe('the document for the Go SDK', () => {
  const ok = { 200: { description: 'Success', content: { 'application/json': { schema: { type: 'boolean' } } } } };
  const union = { oneOf: [{ type: 'object', properties: { kind: { type: 'string', const: 'pair' } } }] };
  const document = goDocument({
    openapi: '3.1.0',
    info: { title: 'x', version: '7' },
    components: { schemas: { Key: union } },
    paths: {
      '/things': {
        get: { operationId: 'things.list', responses: { ...ok, 404: { description: 'none' } }, 'x-moorage-surface': 'app' },
      },
      '/stream': { get: { responses: { 200: { content: { 'text/event-stream': {} } } } } },
      '/terminal': { get: { responses: { 101: { description: 'Switching' } } } },
      '/login': { get: { responses: ok, 'x-moorage-surface': 'web' } },
    },
  });

  it('holds what programs ask, with what a success looks like', () => {
    expect(Object.keys(document['paths'] ?? {})).toEqual(['/things']);
    expect(document['paths']).toMatchObject({
      '/things': { get: { operationId: 'things.list', parameters: [], responses: ok } },
    });
    expect(JSON.stringify(document['paths'])).not.toContain('404');
  });

  it('names the variants of a union', () => {
    expect(document['components']).toEqual({
      schemas: {
        Key: { oneOf: [{ $ref: '#/components/schemas/KeyPair' }] },
        KeyPair: { type: 'object', properties: { kind: { type: 'string', enum: ['pair'] } } },
      },
    });
  });
});

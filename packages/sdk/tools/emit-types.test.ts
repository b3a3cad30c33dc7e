import { describe, expect, it } from 'vitest';
import { declarationOf, typeOf } from './emit-types.ts';

const options = { indent: '', prefix: '' };

describe('typeOf', () => {
  it.each([
    [{ type: 'string' }, 'string'],
    [{ type: ['string', 'null'] }, 'string | null'],
    [{ enum: ['a', "b'c"] }, "'a' | 'b\\'c'"],
    [{ const: 3 }, '3'],
    [{ $ref: '#/components/schemas/Org' }, 'Org'],
    [{ type: 'array', items: { anyOf: [{ type: 'string' }, { type: 'null' }] } }, 'readonly (string | null)[]'],
    [{ type: 'object', additionalProperties: { type: 'integer' } }, 'Readonly<Record<string, number>>'],
    [{ type: 'object', additionalProperties: {} }, 'Readonly<Record<string, unknown>>'],
    [{}, 'unknown'],
  ])('%j becomes %s', (schema, type) => {
    expect(typeOf(schema, options)).toBe(type);
  });

  it('marks fields that may be absent and quotes odd names', () => {
    const schema = { type: 'object', properties: { a: { type: 'string' }, 'b-c': { type: 'boolean' } }, required: ['a'] };
    expect(typeOf(schema, options)).toBe("{\n  readonly a: string;\n  readonly 'b-c'?: boolean;\n}");
  });
});

describe('declarationOf', () => {
  it('makes an interface of an object and an alias of anything else', () => {
    expect(declarationOf('A', { type: 'object', properties: { a: { type: 'string' } } })).toMatch(/^export interface A \{/);
    expect(declarationOf('B', { enum: ['x'] })).toBe("export type B = 'x';\n");
  });
});

import { describe, expect, it } from 'vitest';
import { checkRules, ruleProblem } from './cel.ts';
import { schemaToOpenApi, type Components } from './openapi.ts';
import { boolean, intOrString, integer, keyed, list, map, named, object, openObject, string } from './schema.ts';
import { applyDefaults, dropNulls, unknownFields } from './shape.ts';
import { isReadablePattern, validate } from './validate.ts';

const container = object({
  'name!': string({ minLength: 1 }),
  ports: keyed(['port', 'protocol'], object({ 'port!': integer({ minimum: 1 }), protocol: string({ default: 'TCP' }) })),
});
const schema = object({
  'spec!': object({
    containers: list(container),
    labels: map(string()),
    mode: { type: 'string', enum: ['a', 'b'], default: 'a' },
    strategy: object({ type: string({ default: 'Rolling' }) }, { default: {} }),
    port: intOrString(),
    free: openObject(),
    note: string({ nullable: true, maxLength: 5, pattern: '^[a-z]*$' }),
  }),
});

describe('defaults', () => {
  it('fill what is missing, inside objects that are present or default themselves', () => {
    const value = { spec: { containers: [{ name: 'x', ports: [{ port: 1 }] }] } };
    applyDefaults(schema, value);
    expect(value).toEqual({
      spec: { mode: 'a', strategy: { type: 'Rolling' }, containers: [{ name: 'x', ports: [{ port: 1, protocol: 'TCP' }] }] },
    });
  });

  it('replace null unless the field is nullable', () => {
    const value = { spec: { mode: null, note: null } };
    applyDefaults(schema, value);
    expect(value).toMatchObject({ spec: { mode: 'a', note: null } });
  });

  it('do not share state between objects', () => {
    const first: { spec: Record<string, unknown> } = { spec: {} };
    const second: { spec: Record<string, unknown> } = { spec: {} };
    applyDefaults(schema, first);
    Object.assign(Object(first.spec['strategy']), { type: 'changed' });
    applyDefaults(schema, second);
    expect(second.spec['strategy']).toEqual({ type: 'Rolling' });
  });
});

describe('unknown fields', () => {
  it('are named by path, and removed where asked', () => {
    const value = {
      spec: { mode: 'a', oops: 1, containers: [{ name: 'x', extra: {} }], free: { any: 1 }, labels: { k: 'v' } },
      top: 1,
    };
    expect(unknownFields(schema, value, { remove: false })).toEqual(['spec.oops', 'spec.containers[0].extra', 'top']);
    unknownFields(schema, value, { remove: true });
    expect(value).toEqual({ spec: { mode: 'a', containers: [{ name: 'x' }], free: { any: 1 }, labels: { k: 'v' } } });
  });

  it('includes names that live on every prototype', () => {
    expect(unknownFields(schema, { spec: { toString: 1 } }, { remove: false })).toEqual(['spec.toString']);
  });

  it('nulls mean absent', () => {
    const value = { a: null, b: [{ c: null, d: 1 }] };
    dropNulls(value);
    expect(value).toEqual({ b: [{ d: 1 }] });
  });
});

describe('validation', () => {
  const problems = (value: unknown): string[] => validate(schema, value, '').map((item) => `${item.field}: ${item.message}`);

  it('accepts what fits', () => {
    expect(problems({ spec: { containers: [{ name: 'x' }], port: '80', note: null } })).toEqual([]);
  });

  it.each([
    [{}, 'spec: Required value'],
    [{ spec: 'x' }, 'spec: Invalid value: "string": must be of type object: "x"'],
    [{ spec: { containers: {} } }, 'spec.containers: Invalid value: "object": must be of type array: {}'],
    [{ spec: { containers: [{}] } }, 'spec.containers[0].name: Required value'],
    [{ spec: { containers: [{ name: '' }] } }, 'spec.containers[0].name: Invalid value: "": must be at least 1 chars long'],
    [{ spec: { mode: 'c' } }, 'spec.mode: Unsupported value: "c": supported values: "a", "b"'],
    [{ spec: { port: true } }, 'spec.port: Invalid value: "boolean": must be of type integer or string: true'],
    [{ spec: { labels: { a: 1 } } }, 'spec.labels.a: Invalid value: "integer": must be of type string: 1'],
    [{ spec: { note: 'toolong' } }, 'spec.note: Too long: may not be more than 5 chars'],
    [{ spec: { note: 'A' } }, 'spec.note: Invalid value: "A": must match the pattern \'^[a-z]*$\''],
  ])('names field and reason: %j', (value, expected) => {
    expect(problems(value)).toEqual([expected]);
  });

  it('finds items of a keyed list that only differ by a default', () => {
    const value = {
      spec: { containers: [{ name: 'x', ports: [{ port: 1 }, { port: 1, protocol: 'TCP' }, { port: 1, protocol: 'UDP' }] }] },
    };
    expect(problems(value)).toEqual(['spec.containers[0].ports[1]: Duplicate value: {"port":1,"protocol":"TCP"}']);
  });

  it('reports everything at once', () => {
    expect(problems({ spec: { mode: 'c', port: true, containers: [{}] } })).toHaveLength(3);
  });

  it('knows patterns that it cannot read', () => {
    expect(isReadablePattern('^(a|b)$')).toBe(true);
    expect(isReadablePattern('(')).toBe(false);
  });
});

describe('rules in CEL', () => {
  const ruled = object({
    spec: object(
      { min: integer(), max: integer(), name: string(), on: boolean() },
      {
        'x-kubernetes-validations': [
          { rule: 'self.min <= self.max', message: 'min must not exceed max' },
          { rule: '!has(self.name) || self.name == oldSelf.name', message: 'name is immutable' },
          { rule: 'size(self.name) > 1', messageExpression: '"name " + self.name + " is too short"', fieldPath: '.name' },
        ],
      },
    ),
  });

  it('compare fields, and values with what they were', () => {
    expect(checkRules(ruled, { spec: { min: 1, max: 2, name: 'ab' } }, undefined)).toEqual([]);
    expect(checkRules(ruled, { spec: { min: 3, max: 2, name: 'ab' } }, undefined)).toEqual([
      { reason: 'FieldValueInvalid', field: 'spec', message: 'Invalid value: min must not exceed max' },
    ]);
    expect(
      checkRules(ruled, { spec: { min: 1, max: 2, name: 'ab' } }, { spec: { min: 1, max: 2, name: 'xy' } })[0]?.message,
    ).toContain('immutable');
  });

  it('take the message from an expression, at the path they name', () => {
    expect(checkRules(ruled, { spec: { min: 1, max: 2, name: 'a' } }, undefined)).toEqual([
      { reason: 'FieldValueInvalid', field: 'spec.name', message: 'Invalid value: name a is too short' },
    ]);
  });

  it('fail closed when a rule cannot be evaluated', () => {
    expect(checkRules(ruled, { spec: { name: 'ab' } }, undefined)[0]?.message).toContain('failed');
  });

  it('say what is wrong with a rule', () => {
    expect(ruleProblem('self.a <')).toBeTypeOf('string');
    expect(ruleProblem('self.a < 3')).toBeUndefined();
  });
});

describe('OpenAPI', () => {
  it('lists a named schema once and refers to it', () => {
    const part = named('io.example.Part', { port: intOrString() }, { description: 'A part.' });
    const components: Components = new Map();
    const whole = schemaToOpenApi(object({ a: part, b: list(part) }), components);
    expect(whole['properties']).toEqual({
      a: { allOf: [{ $ref: '#/components/schemas/io.example.Part' }], description: 'A part.' },
      b: { type: 'array', items: { $ref: '#/components/schemas/io.example.Part' }, 'x-kubernetes-list-type': 'atomic' },
    });
    expect([...components.keys()]).toEqual(['io.example.Part']);
    expect(JSON.stringify(components.get('io.example.Part'))).not.toContain('typeName');
  });
});

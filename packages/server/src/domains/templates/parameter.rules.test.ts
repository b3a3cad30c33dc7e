import { describe, expect, it } from 'vitest';
import {
  isSafePattern,
  maskedValue,
  maskSecrets,
  type ParameterDefinition,
  resolveValues,
  valueIssue,
} from './parameter.rules.ts';

function parameter(part: Partial<ParameterDefinition> = {}): ParameterDefinition {
  return { name: 'P', label: '', description: '', type: 'string', required: false, secret: false, ...part };
}

describe('a value', () => {
  it.each([
    [{ type: 'integer' }, '3.5', 'must be a whole number'],
    [{ type: 'integer', min: 1 }, '0', 'must be at least 1'],
    [{ type: 'integer', max: 9 }, '10', 'must be at most 9'],
    [{ type: 'integer' }, '1e3', 'must be a whole number'],
    [{ type: 'number' }, 'NaN', 'must be a number'],
    [{ type: 'boolean' }, 'yes', 'must be true or false'],
    [{ type: 'enum', options: ['a', 'b'] }, 'c', 'must be one of a, b'],
    [{ type: 'string' }, 'two\nlines', 'must be one line'],
    [{ type: 'string', maxLength: 2 }, 'abc', 'must be at most 2 characters'],
    [{ type: 'string', pattern: '[a-z]+' }, 'abc1', 'must match [a-z]+'],
    [{ type: 'text' }, 'a\0b', 'must not hold a NUL character'],
  ] as const)('of %j cannot be %j', (part, text, problem) => {
    const { options, ...rest }: { options?: readonly string[] } & object = part;
    expect(valueIssue(parameter({ ...rest, ...(options === undefined ? {} : { options: [...options] }) }), text)).toBe(problem);
  });

  it('of a text may have lines, of a number a fraction and a sign', () => {
    expect(valueIssue(parameter({ type: 'text' }), 'two\nlines')).toBeUndefined();
    expect(valueIssue(parameter({ type: 'number', min: -2 }), '-1.5')).toBeUndefined();
  });
});

describe('values', () => {
  it('are those given, else the defaults, as text', () => {
    const definitions = [
      parameter({ name: 'A', default: 'x' }),
      parameter({ name: 'B', type: 'integer' }),
      parameter({ name: 'C' }),
    ];
    expect(resolveValues(definitions, { B: 7 })).toEqual({ kind: 'ok', values: { A: 'x', B: '7' } });
  });

  it('that are empty count as missing where they are required, and as empty elsewhere', () => {
    expect(resolveValues([parameter({ required: true })], { P: '' })).toMatchObject({ kind: 'invalid' });
    expect(resolveValues([parameter({ type: 'integer' })], { P: '' })).toEqual({ kind: 'ok', values: { P: '' } });
  });

  it('are never taken from the prototype of an object', () => {
    expect(resolveValues([parameter({ name: 'constructor' })], {})).toEqual({ kind: 'ok', values: {} });
  });

  it('that are secret and masked mean what they were', () => {
    const definitions = [parameter({ secret: true })];
    expect(resolveValues(definitions, { P: maskedValue }, { P: 'old' })).toEqual({ kind: 'ok', values: { P: 'old' } });
    expect(maskSecrets(definitions, { P: 'old' })).toEqual({ P: maskedValue });
    // Where there is no value yet, everybody would know the secret.
    expect(resolveValues(definitions, { P: maskedValue })).toMatchObject({ kind: 'invalid', issues: [{ path: 'envVars.P' }] });
  });
});

describe('a pattern', () => {
  it.each(['[a-z]{2,8}', '[^@]+@[^@]+', '(?:http|https)://[a-z.]+', String.raw`\d{4}-\d\d`])('%s is allowed', (pattern) => {
    expect(isSafePattern(pattern)).toBe(true);
  });

  it.each(['(a+)+', '(a|a)*', '(?=a)a', String.raw`(a)\1`, '(', '[', 'a*a*a*a*', 'a?a?a?a?', '(a|b)(a|b)(a|b)(a|b)'])(
    '%s is not',
    (pattern) => {
      expect(isSafePattern(pattern)).toBe(false);
    },
  );

  it('comes to an end, even on the worst text', () => {
    expect(valueIssue(parameter({ pattern: 'a*a*a*b' }), 'a'.repeat(128))).toBeDefined();
  });
});

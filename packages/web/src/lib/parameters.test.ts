import type { EnvVarDefinition } from '@moorage/sdk/types';
import { describe, expect, it } from 'vitest';
import { deploymentNameProblem, initialValues, issueField, parameterProblem, valuesToSend } from './parameters.ts';

function define(over: Partial<EnvVarDefinition>): EnvVarDefinition {
  return { name: 'VALUE', label: '', description: '', type: 'string', required: false, secret: false, ...over };
}

describe('initial values', () => {
  it('are the defaults, overlaid by what exists', () => {
    const definitions = [define({ name: 'A', default: 'x' }), define({ name: 'B', type: 'boolean' }), define({ name: 'C' })];
    expect(initialValues(definitions, { C: 'mine' })).toEqual({ A: 'x', B: 'false', C: 'mine' });
  });
});

describe('a parameter', () => {
  it('may be empty unless it is required', () => {
    expect(parameterProblem(define({}), '')).toBeUndefined();
    expect(parameterProblem(define({ required: true }), '')).toBe('is required');
  });

  it.each([
    ['1.5', 'must be a whole number'],
    ['+5', 'must be a whole number'],
    ['1e3', 'must be a whole number'],
    ['0', 'must be at least 1'],
    ['9', 'must be at most 5'],
    ['5', undefined],
  ])('of type integer from 1 to 5 says of %j: %j', (value, problem) => {
    expect(parameterProblem(define({ type: 'integer', min: 1, max: 5 }), value)).toBe(problem);
  });

  it.each([
    ['abc', 'must be a number'],
    ['', undefined],
    ['-2.25', undefined],
    ['Infinity', 'must be a number'],
  ])('of type number says of %j: %j', (value, problem) => {
    expect(parameterProblem(define({ type: 'number' }), value)).toBe(problem);
  });

  it('of type enum takes one of its options only', () => {
    const definition = define({ type: 'enum', options: ['red', 'blue'] });
    expect(parameterProblem(definition, 'red')).toBeUndefined();
    expect(parameterProblem(definition, 'green')).toBe('must be one of red, blue');
  });

  it('with a pattern must match it as a whole', () => {
    const definition = define({ pattern: '[a-z]+' });
    expect(parameterProblem(definition, 'abc')).toBeUndefined();
    expect(parameterProblem(definition, 'abc1')).toBe('must match [a-z]+');
    expect(parameterProblem(definition, 'a'.repeat(129))).toBe('must be at most 128 characters');
  });

  it('of type string is one line, of type text may be many', () => {
    expect(parameterProblem(define({}), 'a\nb')).toBe('must be one line');
    expect(parameterProblem(define({ type: 'text' }), 'a\nb')).toBeUndefined();
  });

  it('that is secret is left alone while it is masked', () => {
    expect(parameterProblem(define({ secret: true, pattern: '[a-z]+' }), '********')).toBeUndefined();
  });
});

describe('what is sent', () => {
  it('is typed and leaves out what stands at its default', () => {
    const definitions = [
      define({ name: 'GREETING', default: 'hello' }),
      define({ name: 'COUNT', type: 'integer', default: '1' }),
      define({ name: 'EMPTIED', type: 'integer', default: '3' }),
      define({ name: 'LOUD', type: 'boolean', default: 'false' }),
      define({ name: 'CLEARED', default: 'text' }),
    ];
    const values = { GREETING: 'hello', COUNT: '2', EMPTIED: '', LOUD: 'true', CLEARED: '' };
    expect(valuesToSend(definitions, values)).toEqual({ COUNT: 2, LOUD: true, CLEARED: '' });
  });
});

describe('the name of a deployment', () => {
  it.each(['', 'ab', 'hello-2', 'a'.repeat(40)])('may be %j', (name) => {
    expect(deploymentNameProblem(name)).toBeUndefined();
  });

  it.each(['a', '1a', 'Hello', 'a-', 'a b', '../x', 'a'.repeat(41)])('may not be %j', (name) => {
    expect(deploymentNameProblem(name)).toContain('begins with a letter');
  });
});

describe('the field of an issue', () => {
  it.each([
    ['envVars.PORT', 'envVars.PORT'],
    ['body.envVars["PORT"]', 'envVars.PORT'],
    ['name', 'name'],
  ])('of %j is %j', (path, field) => {
    expect(issueField(path)).toBe(field);
  });
});

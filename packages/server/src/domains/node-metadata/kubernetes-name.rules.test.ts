import { describe, expect, it } from 'vitest';
import { problemOfAnnotation, problemOfKey, problemOfValue } from './kubernetes-name.rules.ts';

const long = (count: number): string => 'a'.repeat(count);
const prefix = `${long(63)}.${long(63)}.${long(63)}.${long(61)}`;

describe('a key', () => {
  it.each(['a', 'Env', 'node-role.kubernetes.io/worker', 'x_y.z', '1', long(63), `${prefix}/${long(63)}`])('may be %s', (key) =>
    expect(problemOfKey(key)).toBeUndefined(),
  );

  it.each([
    ['', 'empty'],
    ['/', 'DNS name'],
    ['/name', 'DNS name'],
    ['example.org/', 'after the "/"'],
    ['a/b/c', 'at most one'],
    ['Example.org/name', 'small letters'],
    ['-a.org/name', 'DNS name'],
    ['a..org/name', 'DNS name'],
    [`${prefix}a/name`, 'at most 253'],
    [long(64), 'at most 63'],
    [`example.org/${long(64)}`, 'at most 63'],
    ['-a', 'begin and end'],
    ['a-', 'begin and end'],
    ['a b', 'letters'],
    ['ä', 'letters'],
    ['a\n', 'letters'],
  ])('is not %j', (key, problem) => expect(problemOfKey(key)).toContain(problem));
});

describe('a value', () => {
  it.each(['', 'true', 'A.b_c-1', long(63)])('of a label may be %j', (value) => expect(problemOfValue(value)).toBeUndefined());
  it.each([' ', 'a b', 'a/b', '.a', 'a_', long(64), 'a\n'])('of a label is not %j', (value) =>
    expect(problemOfValue(value)).toBeDefined(),
  );

  it('of an annotation is any text up to 256 KiB', () => {
    expect(problemOfAnnotation('{"a": "ü\n"}')).toBeUndefined();
    expect(problemOfAnnotation('ü'.repeat(128 * 1024))).toBeUndefined();
    expect(problemOfAnnotation(`${'ü'.repeat(128 * 1024)}a`)).toBe('must be at most 256 KiB');
  });
});

import { describe, expect, it } from 'vitest';
import { placeIssues, requireNone } from './all-or-none.ts';
import { AppError } from './errors.ts';

const issuesOf = (names: readonly string[], taken: readonly string[], field?: string) =>
  placeIssues(names, {
    list: 'things',
    ...(field === undefined ? {} : { field }),
    placeOf: (name) => name,
    takenBy: (name) => (taken.includes(name) ? `there is a ${name} already` : undefined),
  });

describe('many that are asked for together', () => {
  it('are in nobody’s way where each has a place of its own', () => {
    expect(issuesOf(['a', 'b'], ['c'])).toEqual([]);
    expect(() => requireNone([], 'conflict')).not.toThrow();
  });

  it('are told of each that is there already or asked for twice, by its place in the list', () => {
    expect(issuesOf(['a', 'b', 'a', 'a'], ['b'])).toEqual([
      { path: 'things[1]', message: 'there is a b already' },
      { path: 'things[2]', message: 'is the same as things[0]' },
      { path: 'things[3]', message: 'is the same as things[0]' },
    ]);
    expect(issuesOf(['b', 'b'], ['b'], 'name')).toEqual([
      { path: 'things[0].name', message: 'there is a b already' },
      { path: 'things[1].name', message: 'is the same as things[0].name' },
    ]);
  });

  it('are refused with the first in the message, how many more, and all in the details', () => {
    const refusalOf = (names: readonly string[]): unknown => {
      try {
        requireNone(issuesOf(names, ['b']), 'already_exists');
        return undefined;
      } catch (error) {
        return error instanceof AppError ? [error.code, error.message, error.details?.issues?.length] : error;
      }
    };
    expect(refusalOf(['b'])).toEqual(['already_exists', 'Nothing was made. things[0]: there is a b already.', 1]);
    expect(refusalOf(['a', 'b', 'a'])).toEqual([
      'already_exists',
      'Nothing was made. things[1]: there is a b already, and 1 more.',
      2,
    ]);
  });
});

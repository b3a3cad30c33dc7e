import { AppError } from '@moorage/core/errors';
import { describe, expect, it } from 'vitest';
import { presentError } from './errors.ts';

const options = { surface: 'app', requestId: 'r', wantsHtml: false } as const;
const withIssues = (count: number): AppError => {
  const issues = Array.from({ length: count }, (_one, n) => ({ path: `scopes[${n}]`, message: 'is unknown' }));
  return new AppError('invalid_request', 'No.', { details: { issues, nextStep: 'Mend it.' } });
};

describe('the answer to a request with many mistakes', () => {
  it('names all of them up to a hundred', () => {
    expect(JSON.parse(presentError(withIssues(100), options).body).details.issues).toHaveLength(100);
  });

  it('says how many more there are', () => {
    const { details } = JSON.parse(presentError(withIssues(60_000), options).body);
    expect(details.issues).toHaveLength(101);
    expect(details).toMatchObject({ nextStep: 'Mend it.' });
    expect(details.issues.at(-1)).toEqual({ path: '', message: 'and 59900 more' });
  });
});

import { expect, it } from 'vitest';
import { jobSubject, jobTone } from './job.ts';

it('tells what a job is about in one line', () => {
  expect(jobSubject({ payload: { name: 'hello', generation: 3, more: { a: 1 } }, key: 'k' })).toBe('name: hello, generation: 3');
  expect(jobSubject({ payload: {}, key: 'daily' })).toBe('daily');
  expect(jobSubject({ payload: null, key: null })).toBe('');
});

it('shows dead letters as bad and work under way as busy', () => {
  expect([jobTone('failed'), jobTone('running'), jobTone('succeeded')]).toEqual(['bad', 'busy', 'ok']);
});

import { expect, it } from 'vitest';
import { contextStart, lineLink, parseLineLink } from './line-link.ts';

it('names a line by its time and pod, and finds both again', () => {
  const link = lineLink({ at: '2026-11-21T10:00:00.123Z', pod: 'web-5d8f-x' });
  expect(parseLineLink(link)).toEqual({ at: '2026-11-21T10:00:00.123Z', pod: 'web-5d8f-x' });
});

it('asks for the minute before it too', () => {
  expect(contextStart({ at: '2026-11-21T10:00:00.123Z', pod: 'web' })).toBe('2026-11-21T09:59:00.123Z');
});

it('cannot link a line without a time, and ignores what is no link', () => {
  expect(lineLink({ at: null, pod: 'web' })).toBeUndefined();
  expect(parseLineLink('nonsense')).toBeUndefined();
  expect(parseLineLink('yesterday~web')).toBeUndefined();
  expect(parseLineLink(undefined)).toBeUndefined();
});

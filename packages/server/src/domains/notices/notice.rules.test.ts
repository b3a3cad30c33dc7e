import { describe, expect, it } from 'vitest';
import { isTold, noticeOf } from './notice.rules.ts';

const change = { at: new Date('2026-03-01T12:00:00Z'), ip: '198.51.100.7' };

describe('a notice', () => {
  it('says what changed, when and from where, and what to do', () => {
    const notice = noticeOf({ ...change, event: 'api_key.created', name: 'ci' });
    expect(notice?.subject).toBe('A new API key of yours');
    expect(notice?.text).toContain('An API key was made in your name: ci.');
    expect(notice?.text).toContain('2026-03-01 12:00 UTC, from the address 198.51.100.7');
    expect(notice?.text).toContain('If it was not you');
  });

  it('keeps a name on one line', () => {
    expect(noticeOf({ ...change, event: 'identity.linked', name: 'a\r\n\r\nb' })?.text).toContain(': a b.');
  });

  it('is about nothing else', () => {
    expect([isTold('deployment.created'), isTold('constructor'), isTold('api_key.created')]).toEqual([false, false, true]);
    expect(noticeOf({ ...change, event: 'deployment.created', name: undefined })).toBeUndefined();
  });
});

import { describe, expect, it } from 'vitest';
import { AppError } from './errors.ts';
import { createLog, silentLog } from './log.ts';
import { Secret } from './secret.ts';

function capture(): { lines: () => Record<string, unknown>[]; text: () => string; write: (line: string) => void } {
  const written: string[] = [];
  return {
    write: (line) => void written.push(line),
    text: () => written.join(''),
    lines: () => written.map((line) => JSON.parse(line)),
  };
}

describe('log', () => {
  it('writes one line of JSON with level, time, message and fields', () => {
    const out = capture();
    createLog({ destination: out }).child({ subsystem: 'queue' }).info('worked', { key: 'a' });
    expect(out.lines()).toMatchObject([{ level: 'info', msg: 'worked', subsystem: 'queue', key: 'a' }]);
    expect(out.lines()[0]?.['time']).toMatch(/^\d{4}-/);
  });

  it('hides secret fields at every depth it promises, and Secret values everywhere', () => {
    const out = capture();
    const hidden = { password: 'p0', a: { token: 't1', b: { apiKey: 'k2', c: { dsn: 'd3' } } }, wrapped: new Secret('s4') };
    createLog({ destination: out }).info('hello', hidden);
    expect(out.text()).not.toMatch(/p0|t1|k2|d3|s4/);
  });

  it('hides them in lists and whatever their case, and leaves the caller its object', () => {
    const out = capture();
    const fields = { requests: [{ headers: { Authorization: 'Bearer b1' } }, 'plain'], Cookie: 'c2' };
    createLog({ destination: out }).child(fields).info('hello');
    expect(out.text()).not.toMatch(/b1|c2/);
    expect(out.text()).toContain('plain');
    expect(fields.Cookie).toBe('c2');
  });

  it('writes an error with its code, private half, stack and causes', () => {
    const out = capture();
    const error = new AppError('unavailable', 'No.', { internal: 'socket', cause: new Error('ECONNREFUSED') });
    createLog({ destination: out }).error('failed', { error });
    expect(out.lines()[0]?.['error']).toMatchObject({
      type: 'AppError',
      code: 'unavailable',
      internal: 'socket',
      cause: { message: 'ECONNREFUSED' },
    });
  });

  it('drops what is below its level, and everything when silent', () => {
    const out = capture();
    createLog({ destination: out, level: 'warn' }).info('no');
    createLog({ destination: out, level: 'silent' }).error('no');
    silentLog.child({}).error('no');
    expect(out.text()).toBe('');
  });
});

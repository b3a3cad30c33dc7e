import { describe, expect, it } from 'vitest';
import { execUrl, parseExecText } from './exec.ts';

describe('execUrl', () => {
  it('speaks the scheme of the page and names every word of the command by itself', () => {
    const url = new URL(execUrl('https://console.example.com', { name: 'hello', service: 'web', columns: 80, rows: 24 }));
    expect(url.protocol).toBe('wss:');
    expect(url.searchParams.getAll('command')).toHaveLength(3);
    expect(Object.fromEntries(url.searchParams)).toMatchObject({
      name: 'hello',
      service: 'web',
      tty: 'true',
      columns: '80',
      rows: '24',
    });
  });
});

describe('parseExecText', () => {
  it('knows the beginning and both ends', () => {
    expect(parseExecText('{"started":{}}')).toEqual({ kind: 'started' });
    expect(parseExecText('{"exited":{"code":3}}')).toMatchObject({ kind: 'ended', end: { isFailure: false } });
    expect(parseExecText('{"failed":{"message":"no such file"}}')).toEqual({
      kind: 'ended',
      end: { text: 'no such file', isFailure: true },
    });
    expect(parseExecText('{"news":1}')).toBeUndefined();
  });
});

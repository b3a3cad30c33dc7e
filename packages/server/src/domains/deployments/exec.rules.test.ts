import { describe, expect, it } from 'vitest';
import { frameOutput, parseControl } from './exec.rules.ts';

describe('a control message', () => {
  it('is a size or the end of input', () => {
    expect(parseControl('{"resize":{"columns":80,"rows":24}}')).toEqual({ kind: 'resize', columns: 80, rows: 24 });
    expect(parseControl('{"end":true}')).toEqual({ kind: 'end' });
  });

  it.each(['', 'no json', '[]', 'null', '{"end":false}', '{"resize":{"columns":0,"rows":24}}', '{"resize":{"columns":80}}'])(
    '%j means nothing',
    (text) => {
      expect(parseControl(text)).toEqual({ kind: 'unknown' });
    },
  );
});

describe('output', () => {
  it('travels with its channel first', () => {
    expect([...frameOutput('stdout', new Uint8Array([7]))]).toEqual([1, 7]);
    expect([...frameOutput('stderr', new Uint8Array())]).toEqual([2]);
  });
});

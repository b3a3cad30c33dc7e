import { describe, expect, it } from 'vitest';
import type { PodInfo, PodState } from './deployment.ports.ts';
import { frameOutput, parseControl, podForCommand } from './exec.rules.ts';

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

describe('the pod of a command', () => {
  const pods = (...states: PodState[]): PodInfo[] =>
    states.map((state) => ({ uid: state, namespace: 'n', name: state, service: 'web', container: 'web', state }));

  it('is one that takes requests, else one that runs, and never one that goes', () => {
    expect(podForCommand(pods('ending', 'stopped', 'running', 'ready'), undefined)?.name).toBe('ready');
    expect(podForCommand(pods('ending', 'stopped', 'running'), undefined)?.name).toBe('running');
    expect(podForCommand(pods('ending', 'stopped'), undefined)).toBeUndefined();
  });
  it('is the one that was named, whatever its state', () => {
    expect(podForCommand(pods('ready', 'ending'), 'ending')?.name).toBe('ending');
    expect(podForCommand(pods('ready'), 'gone')).toBeUndefined();
  });
});

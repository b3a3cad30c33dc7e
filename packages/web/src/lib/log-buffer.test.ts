import type { LogLine } from '@moorage/sdk/types';
import { describe, expect, it, vi } from 'vitest';
import { createLogBuffer, levelOf, stripAnsi } from './log-buffer.ts';

function lines(...texts: readonly string[]): LogLine[] {
  return texts.map((line) => ({ service: 'web', pod: 'web-1', container: 'web', at: '2026-11-21T10:00:00.000Z', line }));
}

describe('the log buffer', () => {
  it('numbers lines for ever and tells readers once per append', () => {
    const buffer = createLogBuffer();
    const listener = vi.fn<() => void>();
    buffer.subscribe(listener);
    buffer.append(lines('one', 'two'));
    buffer.append(lines('three'));
    expect(listener).toHaveBeenCalledTimes(2);
    expect(buffer.view().lines.map((line) => [line.number, line.text])).toEqual([
      [0, 'one'],
      [1, 'two'],
      [2, 'three'],
    ]);
  });

  it('drops the oldest lines beyond its capacity and says how many', () => {
    const buffer = createLogBuffer(10);
    for (let number = 0; number < 25; number += 1) buffer.append(lines(`line ${number}`));
    const view = buffer.view();
    expect(view.total).toBeLessThanOrEqual(11);
    expect(view.dropped).toBe(25 - view.total);
    expect(view.lines.at(-1)?.text).toBe('line 24');
    expect(view.lines[0]?.number).toBe(view.dropped);
  });

  it('filters what is there and what comes later', () => {
    const buffer = createLogBuffer();
    buffer.append(lines('GET /health', 'POST /orders'));
    buffer.setFilter({ search: 'orders', levels: new Set() });
    buffer.append(lines('orders: 2', 'idle'));
    expect(buffer.view().lines.map((line) => line.text)).toEqual(['POST /orders', 'orders: 2']);
    expect(buffer.view().total).toBe(4);
    buffer.setFilter({ search: '', levels: new Set() });
    expect(buffer.view().lines).toHaveLength(4);
  });

  it('filters by level together with the search', () => {
    const buffer = createLogBuffer();
    buffer.append(lines('ERROR disk full', 'warn: disk slow', 'info disk fine', 'ERROR network'));
    buffer.setFilter({ search: 'disk', levels: new Set(['error', 'warn']) });
    expect(buffer.view().lines.map((line) => line.text)).toEqual(['ERROR disk full', 'warn: disk slow']);
  });

  it('drops filtered lines together with the unfiltered ones', () => {
    const buffer = createLogBuffer(10);
    buffer.setFilter({ search: 'keep', levels: new Set() });
    for (let number = 0; number < 40; number += 1) buffer.append(lines(number % 2 === 0 ? `keep ${number}` : 'other'));
    const first = buffer.view().lines[0]?.number ?? 0;
    expect(first).toBeGreaterThanOrEqual(buffer.view().dropped);
  });

  it('takes 100,000 lines', () => {
    const buffer = createLogBuffer();
    const batch = lines(...Array.from({ length: 1000 }, (_, number) => `request ${number} took 3 ms`));
    for (let round = 0; round < 100; round += 1) buffer.append(batch);
    buffer.setFilter({ search: 'request 77', levels: new Set() });
    expect(buffer.view().total).toBe(100_000);
  });

  it('gives its text with times and pods and without colours', () => {
    const buffer = createLogBuffer();
    buffer.append(lines('\u001b[31mred\u001b[0m'));
    expect(buffer.text()).toBe('2026-11-21T10:00:00.000Z web-1 red');
  });
});

describe('a line', () => {
  it('loses its escape sequences', () => {
    expect(stripAnsi('\u001b[1;32mok\u001b[0m done\u001b]0;title\u0007')).toBe('ok done');
  });

  it.each([
    ['{"level":50,"msg":"x"}', 'error'],
    ['{"level":"warn","msg":"x"}', 'warn'],
    ['2026-11-21 INFO started', 'info'],
    ['[debug] cache miss', 'debug'],
    ['terror in the woods', 'none'],
    ['listening on 8080', 'none'],
  ] as const)('%j has the level %s', (text, level) => {
    expect(levelOf(text)).toBe(level);
  });
});

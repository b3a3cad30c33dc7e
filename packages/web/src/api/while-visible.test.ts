import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { graceMs, whileVisible } from './while-visible.ts';

let visibility: DocumentVisibilityState = 'visible';
function turn(to: DocumentVisibilityState): void {
  visibility = to;
  document.dispatchEvent(new Event('visibilitychange'));
}

/** Counts what runs. */
function createCounter() {
  const counter = { started: 0, running: 0 };
  const start = () => {
    counter.started += 1;
    counter.running += 1;
    return () => void (counter.running -= 1);
  };
  return { counter, start };
}

beforeEach(() => {
  vi.useFakeTimers();
  visibility = 'visible';
  vi.spyOn(document, 'visibilityState', 'get').mockImplementation(() => visibility);
});
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

it('gives the stream back when the tab stays hidden, and opens it again when it is seen', () => {
  const { counter, start } = createCounter();
  const end = whileVisible(start);
  turn('hidden');
  vi.advanceTimersByTime(graceMs - 1);
  expect(counter.running).toBe(1);
  vi.advanceTimersByTime(1);
  expect(counter.running).toBe(0);
  turn('visible');
  expect(counter).toEqual({ started: 2, running: 1 });
  end();
  expect(counter.running).toBe(0);
});

it('keeps the stream through a short look elsewhere', () => {
  const { counter, start } = createCounter();
  const end = whileVisible(start);
  turn('hidden');
  vi.advanceTimersByTime(graceMs / 2);
  turn('visible');
  vi.advanceTimersByTime(graceMs * 2);
  expect(counter).toEqual({ started: 1, running: 1 });
  end();
});

it('opens nothing in a tab that was never seen, and nothing after its end', () => {
  const { counter, start } = createCounter();
  visibility = 'hidden';
  const end = whileVisible(start);
  vi.advanceTimersByTime(graceMs * 2);
  expect(counter.started).toBe(0);
  end();
  turn('visible');
  expect(counter.started).toBe(0);
});

import { expect, it } from 'vitest';
import { patiently, type ServerProbe } from './page-code.ts';

/** A server that gives these answers one after the other, and the last one from then on. */
function createProbe(...answers: boolean[]): ServerProbe & { readonly pauses: () => number } {
  let pauses = 0;
  return {
    answers: () => Promise.resolve((answers.length > 1 ? answers.shift() : answers[0]) ?? true),
    pause: () => {
      pauses += 1;
      return Promise.resolve();
    },
    pauses: () => pauses,
  };
}

it('waits for a server that is away and then loads the page', async () => {
  const probe = createProbe(false, false, false, true);
  let asked = 0;
  const loader = patiently(() => {
    asked += 1;
    return asked === 1 ? Promise.reject(new TypeError('Failed to fetch')) : Promise.resolve('the page');
  }, probe);
  expect(await loader()).toBe('the page');
  expect([asked, probe.pauses()]).toEqual([2, 2]);
});

it('leaves code that is gone from a server that answers to the router', async () => {
  const gone = () => Promise.reject(new TypeError('Failed to fetch dynamically imported module'));
  await expect(patiently(gone, createProbe(true))()).rejects.toThrow('dynamically imported');
});

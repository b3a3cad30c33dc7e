/** Moves within the console, as its links do. */
import { waitUntil } from '@moorage/testkit/wait-until';
import type { Page } from 'playwright-core';

/** The console's router and what its pages ask the server for, as its scripts know them. */
const router = '__TSR_ROUTER__';
const queries = `${router}.options.context.queries`;

/** Whether nothing of the page is still on its way, and is not in the next frame either: an answer may lead to another question. */
const isWhole = `(async () => {
  const loading = '[role=status]:is([aria-label^=Loading], [aria-label^=Waiting])';
  const isBusy = () => ${router}.state.status !== 'idle' || ${queries}.isFetching() > 0 || document.querySelector(loading) !== null;
  if (isBusy()) return false;
  await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
  return !isBusy();
})()`;

/** Resolves when the page has all that it shows. */
export async function untilWhole(page: Page): Promise<void> {
  await waitUntil(() => page.evaluate<boolean>(isWhole), { timeoutMs: 60_000, describe: () => `all of ${page.url()}` });
}

/**
 * Goes to another page of the console as a link does, without loading all of the console again, which costs a second of a processor;
 * resolves when its code and its data have come and it is drawn.
 */
export async function turnTo(page: Page, path: string): Promise<void> {
  await page.evaluate(`${router}.navigate({ href: ${JSON.stringify(path)} })`);
  await untilWhole(page);
}

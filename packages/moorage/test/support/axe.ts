/** What a person who sees little or uses no mouse would stumble over. */
import axe from 'axe-core';
import type { Page } from 'playwright-core';
import { turnTo, untilWhole } from './turn-to.ts';

interface Violation {
  readonly id: string;
  readonly nodes: readonly { readonly target: unknown; readonly failureSummary?: string }[];
}

/** WCAG 2.2 AA, as axe calls its parts. */
const everyRule = { type: 'tag', values: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'] };
/** Those that another color scheme can break; the others see the same document in both. */
const colorRules = { type: 'rule', values: ['color-contrast', 'link-in-text-block'] };

async function broken(page: Page, rules: typeof everyRule): Promise<string[]> {
  // Half a megabyte to parse, so once a document.
  if ((await page.evaluate('typeof axe')) === 'undefined') await page.evaluate(axe.source);
  const options = JSON.stringify({ runOnly: rules, resultTypes: ['violations'] });
  const found: Violation[] = await page.evaluate(`axe.run(document, ${options}).then((result) => result.violations)`);
  return found.flatMap((violation) =>
    violation.nodes.map((node) => `${violation.id} at ${JSON.stringify(node.target)}: ${node.failureSummary ?? ''}`),
  );
}

/** What axe finds wrong with the page as it is, by WCAG 2.2 AA. */
export async function violationsOf(page: Page): Promise<string[]> {
  return await broken(page, everyRule);
}

/** What is wrong with the page as it stands, in light and in dark, and whether a narrow screen has to scroll it sideways. */
export async function faultsOf(page: Page): Promise<string[]> {
  await page.emulateMedia({ colorScheme: 'dark' });
  const dark = await broken(page, colorRules);
  await page.emulateMedia({ colorScheme: 'light' });
  const light = await broken(page, everyRule);
  await page.setViewportSize({ width: 360, height: 740 });
  const overflow: number = await page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth');
  await page.setViewportSize({ width: 1280, height: 900 });
  const wide = overflow > 0 ? [`is ${overflow}px wider than a narrow screen`] : [];
  return [...light, ...dark.map((fault) => `in dark: ${fault}`), ...wide];
}

/** The same for several pages of the console, by path; those without fault are left out. */
export async function faultsByPath(
  page: Page,
  paths: readonly string[],
  hasCome: (path: string) => Promise<void> = () => page.getByRole('heading', { level: 1 }).waitFor(),
): Promise<Record<string, string[]>> {
  const faults: Record<string, string[]> = {};
  for (const path of paths) {
    await turnTo(page, path);
    await hasCome(path);
    await untilWhole(page);
    const found = await faultsOf(page);
    if (found.length > 0) faults[path] = found;
  }
  return faults;
}

/** A platform of one's own and its console in a real browser, for the journeys of one file. */
import { makeTempDir, type TempDir } from '@moorage/testkit/temp-dir';
import type { BrowserContext, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll } from 'vitest';
import { sharedBrowser } from './browser.ts';
import { type Platform, startPlatform } from './platform.ts';
import { turnTo } from './turn-to.ts';

/** What moves is drawn again and again, and no test here looks at a movement. */
const calm = { reducedMotion: 'reduce' } as const;

interface Opened {
  readonly dir: TempDir;
  readonly platform: Platform;
  readonly page: Page;
}

export interface TestConsole {
  readonly platform: Platform;
  /** Signed in, at the dashboard. */
  readonly page: Page;
  /** Turns to another page of the console, as a link does. */
  open(path: string): Promise<void>;
  /** Another browser profile, in which nobody has signed in. */
  stranger(): Promise<BrowserContext>;
  dialog(): Locator;
  /** In the dialog. */
  button(name: string | RegExp): Locator;
  /** Picks from the menu of a row. */
  act(row: string, action: string): Promise<void>;
}

export interface ConsoleOptions {
  /** What the platform is started with. */
  readonly env?: (dataDir: string) => Promise<Record<string, string>> | Record<string, string>;
  /** Before the console is opened for the first time. */
  readonly before?: (platform: Platform, page: Page) => Promise<void>;
  /** Whether the test itself is the first to open it. */
  readonly staysClosed?: boolean;
}

async function open(name: string, { env, before, staysClosed = false }: ConsoleOptions, note: (part: Partial<Opened>) => void) {
  const dir = makeTempDir(name);
  note({ dir });
  const starting = startPlatform({ dataDir: dir.path, env: (await env?.(dir.path)) ?? {} });
  const [platform, browser] = await Promise.all([
    starting.then((started) => (note({ platform: started }), started)),
    sharedBrowser(),
  ]);
  const context = await browser.newContext({ baseURL: platform.url, viewport: { width: 1280, height: 900 }, ...calm });
  const page = await context.newPage();
  page.setDefaultTimeout(60_000);
  note({ page });
  await before?.(platform, page);
  if (staysClosed) return;
  // What the console would ask for by itself, after it was loaded for nothing.
  await page.goto('/dev/login?email=dev@localhost&redirect=/');
  await page.getByRole('heading', { level: 1, name: 'Dashboard' }).waitFor();
}

/** Starts both before the tests of the file and ends them after. */
export function useConsole(name: string, options: ConsoleOptions = {}): TestConsole {
  let opened: Partial<Opened> = {};
  beforeAll(() => open(name, options, (part) => (opened = { ...opened, ...part })));
  afterAll(async () => {
    await opened.page?.context().close();
    await opened.platform?.stop();
    opened.dir?.remove();
  });
  const the = <Part extends keyof Opened>(part: Part): Opened[Part] => {
    const found: Opened[Part] | undefined = opened[part];
    if (found === undefined) throw new Error(`the ${part} has not come up`);
    return found;
  };
  const dialog = (): Locator => the('page').getByRole('dialog');
  return {
    get platform() {
      return the('platform');
    },
    get page() {
      return the('page');
    },
    open: (path) => turnTo(the('page'), path),
    stranger: async () => (await sharedBrowser()).newContext({ baseURL: the('platform').url, ...calm }),
    dialog,
    button: (label) => dialog().getByRole('button', { name: label, exact: true }),
    async act(row, action) {
      await the('page')
        .getByRole('button', { name: `Actions for ${row}`, exact: true })
        .click();
      await the('page').getByRole('menuitem', { name: action }).click();
    },
  };
}

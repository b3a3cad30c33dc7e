/** A real browser for journeys: Debian's Chromium, driven by roles and names as a person perceives them. */
import { existsSync } from 'node:fs';
import { type Browser, chromium } from 'playwright-core';

/** The first draws no window, and does the same work with three quarters of the processor time. */
const candidates = [
  '/usr/bin/chromium-headless-shell',
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
];

/** Without these the browser calls home at start, which a closed network answers with many failed connections. */
const quiet = [
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-quic',
  '--no-first-run',
];

export interface BrowserOptions {
  /** Names that lead to an address of this machine, for the browser only: `console.localhost` → `127.0.0.1:34567`. */
  readonly hosts?: Readonly<Record<string, string>>;
}

/** Starts Chromium; throws with what to install when there is none. */
export async function startBrowser({ hosts = {} }: BrowserOptions = {}): Promise<Browser> {
  const executablePath = process.env['CHROMIUM_PATH'] ?? candidates.find((path) => existsSync(path));
  if (executablePath === undefined)
    throw new Error('No Chromium: install the package chromium-headless-shell or chromium, or set CHROMIUM_PATH.');
  const rules = Object.entries(hosts).map(([name, address]) => `MAP ${name} ${address}`);
  const mapping = rules.length === 0 ? [] : [`--host-resolver-rules=${rules.join(', ')}`];
  return chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu', ...quiet, ...mapping] });
}

let shared: Promise<Browser> | undefined;

/**
 * The browser of this worker, for tests that keep to contexts of their own in it: to start one costs as much as to load the console, and
 * all files of a worker may have the same. It ends with the worker.
 */
export async function sharedBrowser(): Promise<Browser> {
  const started = await shared?.catch(() => undefined);
  if (started?.isConnected() === true) return started;
  shared = startBrowser();
  return await shared;
}

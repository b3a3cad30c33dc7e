import { describe, expect, it } from 'vitest';

interface Counts {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

interface Scripts {
  readonly holdsAll: (lockText: string, installedText: string) => boolean;
  readonly countTests: (report: object, exitCode: number) => Counts;
  readonly canRunTypeScript: (version: string) => boolean;
  readonly packagesToTry: (found: string | undefined, facts: { isCi: boolean; isNamed: boolean }) => string[];
}

/** The scripts are plain JavaScript, which the type checker does not read. */
async function load(name: string): Promise<Scripts> {
  return await import(new URL(`./run/${name}.mjs`, import.meta.url).href);
}

const { holdsAll } = await load('install');
const { countTests } = await load('test');
const { canRunTypeScript } = await load('node');
const { packagesToTry } = await load('chromium');

describe('whether the dependencies are installed', () => {
  const packages = (entries: object): string => JSON.stringify({ packages: entries });
  const lock = packages({
    '': { name: 'root' },
    'packages/core': { version: '0.1.0' },
    'node_modules/a': { version: '1.0.0' },
    'node_modules/for-another-platform': { version: '1.0.0', optional: true },
  });

  it('is true when every package of the lock file is there in its version', () => {
    expect(holdsAll(lock, packages({ 'node_modules/a': { version: '1.0.0' } }))).toBe(true);
  });

  it('is false when one is missing or of another version', () => {
    expect(holdsAll(lock, packages({}))).toBe(false);
    expect(holdsAll(lock, packages({ 'node_modules/a': { version: '1.0.1' } }))).toBe(false);
  });
});

describe('the sum of the tests', () => {
  const report = { testResults: [], numPassedTests: 3, numFailedTests: 0, numPendingTests: 1, numTodoTests: 1 };

  it('is what the report says', () => {
    expect(countTests(report, 0)).toEqual({ passed: 3, failed: 0, skipped: 2 });
  });

  it('counts a file that could not be loaded as one failure', () => {
    const testResults = [
      { status: 'failed', assertionResults: [] },
      { status: 'failed', assertionResults: [{ status: 'failed' }] },
      { status: 'passed', assertionResults: [{ status: 'passed' }] },
    ];
    expect(countTests({ ...report, testResults, numFailedTests: 1 }, 1).failed).toBe(2);
  });

  it('is never good when the run ended badly', () => {
    expect(countTests(report, 1).failed).toBe(1);
  });
});

describe('whether a Node runs TypeScript', () => {
  it('begins with 22.18', () => {
    expect(['20.19.0', '22.17.1', '22.18.0', '24.0.0'].map(canRunTypeScript)).toEqual([false, false, true, true]);
  });
});

describe('which browser is installed for the tests', () => {
  const shell = 'chromium-headless-shell';
  const facts = { isCi: true, isNamed: false };

  it('is the one without windows, else the usual one', () => {
    expect(packagesToTry(undefined, facts)).toEqual([shell, 'chromium']);
    expect(packagesToTry(undefined, { ...facts, isCi: false })).toEqual([shell, 'chromium']);
  });

  it('is the one without windows beside a usual one, but not on the machine of a person', () => {
    expect(packagesToTry('/usr/bin/chromium', facts)).toEqual([shell]);
    expect(packagesToTry('/usr/bin/chromium', { ...facts, isCi: false })).toEqual([]);
  });

  it('is none when it is there, or another one is named', () => {
    expect(packagesToTry(`/usr/bin/${shell}`, facts)).toEqual([]);
    expect(packagesToTry('/opt/chrome', { ...facts, isNamed: true })).toEqual([]);
    expect(packagesToTry(undefined, { ...facts, isNamed: true })).toEqual([]);
  });
});

// `npm test [-- filter]`: all set-up, all suites, one sum.
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { chromiumAdvice, ensureChromium } from './chromium.mjs';
import { ensureInstalled } from './install.mjs';
import { findNode, nodeFlags, root, runToEnd, toolEnv } from './node.mjs';
import { Problem } from './output.mjs';
import { ensureProgramBuilt } from './program-build.mjs';
import { ensureWebBuilt } from './web-build.mjs';

/** For people, for the sum, and for the end of the log. */
export const reporters = ['default', 'json', path.join(root, 'tools', 'run', 'digest-reporter.mjs')].map(
  (name) => `--reporter=${name}`,
);

/** The browser suite runs alone: each of its files has a platform and a browser, and two cores are few. */
const suites = [
  { name: 'everything but the browser', args: ['--project=!e2e'] },
  { name: 'browser', args: ['--project=e2e', '--maxWorkers=3'], needsBrowser: true },
];

/**
 * Counts of a vitest report. A file that could not even be loaded has no tests and counts as one failure, and so does a run that
 * failed for a reason that no test shows.
 */
export function countTests(report, exitCode) {
  const brokenFiles = report.testResults.filter(
    (file) => file.status === 'failed' && !file.assertionResults.some((test) => test.status === 'failed'),
  ).length;
  const failed = report.numFailedTests + brokenFiles;
  return {
    passed: report.numPassedTests,
    failed: exitCode !== 0 && failed === 0 ? 1 : failed,
    skipped: report.numPendingTests + report.numTodoTests,
  };
}

function readReport(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return { testResults: [], numFailedTests: 0, numPassedTests: 0, numPendingTests: 0, numTodoTests: 0 };
  }
}

async function runSuite(suite, filters, env) {
  console.log(`\n• Tests: ${suite.name}`);
  const report = path.join(root, '.cache', 'test-reports', `${suite.name.replaceAll(' ', '-')}.json`);
  mkdirSync(path.dirname(report), { recursive: true });
  rmSync(report, { force: true });
  const vitest = path.join(root, 'node_modules', 'vitest', 'vitest.mjs');
  const args = [vitest, 'run', ...suite.args, ...reporters, `--outputFile.json=${report}`, ...filters];
  const exitCode = await runToEnd(findNode(), [...nodeFlags, ...args], { env });
  const counts = countTests(readReport(report), exitCode);
  const isSilent = filters.length === 0 && counts.passed + counts.failed === 0;
  if (isSilent) console.error(`There is no test in this suite, and silence is no success.`);
  return isSilent ? { ...counts, failed: 1 } : counts;
}

export async function run(filters) {
  await ensureInstalled();
  const chromium = await ensureChromium();
  if (chromium === undefined && process.env.CI === 'true') throw new Problem(chromiumAdvice);
  await ensureWebBuilt();
  await ensureProgramBuilt();
  const env = toolEnv(chromium === undefined ? {} : { CHROMIUM_PATH: chromium });
  const sum = { passed: 0, failed: 0, skipped: 0 };
  for (const suite of suites) {
    if (suite.needsBrowser === true && chromium === undefined) {
      console.log(`\n• Left out: ${suite.name}. ${chromiumAdvice}`);
      continue;
    }
    const counts = await runSuite(suite, filters, env);
    for (const key of Object.keys(sum)) sum[key] += counts[key];
  }
  if (sum.skipped > 0) console.log(`\n${sum.skipped} skipped`);
  console.log(`\n${sum.passed} passed, ${sum.failed} failed`);
  return sum.failed === 0 ? 0 : 1;
}

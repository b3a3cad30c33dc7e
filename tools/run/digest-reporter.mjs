// What failed and why, kept for the end of a long log: a reader of the last lines must not have to search the first ones.
import { appendFileSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { stripVTControlCharacters } from 'node:util';
import { root } from './node.mjs';

/** Enough of an error to know what to look for. */
const linesOfError = 12;

function indented(error) {
  const text = stripVTControlCharacters(String(error?.stack ?? error?.message ?? error));
  return text
    .split('\n')
    .slice(0, linesOfError)
    .map((line) => `    ${line}`)
    .join('\n');
}

function* digest(testModules, unhandledErrors) {
  for (const testModule of testModules) {
    const file = path.relative(root, testModule.moduleId);
    for (const error of testModule.errors()) yield `${file}\n${indented(error)}`;
    for (const test of testModule.children.allTests('failed')) {
      yield [`${file} > ${test.fullName}`, ...test.result().errors.map(indented)].join('\n');
    }
  }
  for (const error of unhandledErrors)
    yield `outside of any test${error.VITEST_TEST_NAME ? ` (${error.VITEST_TEST_NAME})` : ''}\n${indented(error)}`;
}

/** A reporter of vitest; appends to the file that `TEST_DIGEST` names. */
export default class DigestReporter {
  onTestRunEnd(testModules, unhandledErrors) {
    const file = process.env.TEST_DIGEST;
    if (file === undefined) return;
    for (const one of digest(testModules, unhandledErrors)) appendFileSync(file, `✗ ${one}\n`);
  }
}

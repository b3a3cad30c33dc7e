/**
 * Around every run of tests: a directory of its own for what the servers of its tests log, and the search of it for secrets. What is
 * found fails the run, and is told at the end of the log as well, where the tests that failed are.
 */
import { appendFileSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { messageOf } from '@moorage/core/errors';
import type { TestProject } from 'vitest/node';
import { readTestConfig } from './test-config.ts';
import { checkTestLogs, claimRunDirectory, removeTestLogs } from './test-log-search.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** Where the servers of this run log. */
    readonly testLogs: string;
  }
}

export function setup(project: TestProject): () => void {
  const { cacheDir, digestFile } = readTestConfig();
  const directory = claimRunDirectory(path.join(cacheDir, 'test-logs'), process.pid);
  project.provide('testLogs', directory);
  return () => {
    try {
      checkTestLogs(directory);
    } catch (error) {
      // Reporters have written theirs by now. The logs stay for whoever looks.
      if (digestFile !== undefined) appendFileSync(digestFile, `✗ ${messageOf(error)}\n`);
      throw error;
    }
    removeTestLogs(directory);
  };
}

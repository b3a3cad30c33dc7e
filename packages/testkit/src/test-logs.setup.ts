/** Around every run of tests. What is found is told; it does not fail the run before every suite has been seen to be clean. */
import { messageOf } from '@moorage/core/errors';
import { checkTestLogs, removeTestLogs } from './test-logs.ts';

export const setup = (): void => removeTestLogs();

export function teardown(): void {
  try {
    checkTestLogs();
  } catch (error) {
    process.stderr.write(`${messageOf(error)}\n`);
  }
}

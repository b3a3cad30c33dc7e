/** What tests of the cluster's interface have in common. */
import { type AppError, type ErrorCode, isAppError } from '@moorage/core/errors';
import type { ClusterApi } from '../../api.ts';
import { newServer } from '../server.fake.ts';

export const key = (name: string) => ({ name, namespace: 'default' });
export const newApi = (): ClusterApi => newServer().api;
/** After it, watchers have been told of all that was written before. */
export const nextTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

export function refusal(work: () => unknown): AppError {
  try {
    work();
  } catch (error) {
    if (isAppError(error)) return error;
    throw error;
  }
  throw new Error('was not refused');
}

export const codeOf = (work: () => unknown): ErrorCode => refusal(work).code;
export const issuesOf = (work: () => unknown): string[] =>
  (refusal(work).details?.issues ?? []).map((issue) => `${issue.path}: ${issue.message}`);

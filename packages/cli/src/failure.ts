/** How a command ends badly: a message, what to do next, and an exit code of the error catalogue. */
import type { ApiIssue, ApiResult } from '@moorage/sdk/client';
import { errorCatalogue } from '@moorage/sdk/errors';

/** sysexits(3): the command was used wrongly. */
export const usageExitCode = 64;
/** sysexits(3) EX_NOINPUT: what was named is not there, or no more. */
export const notFoundExitCode = 66;
/** sysexits(3): the server is not there. */
const unreachableExitCode = 69;

export class CliFailure extends Error {
  readonly exitCode: number;
  readonly nextStep: string | undefined;
  readonly requestId: string | undefined;
  readonly issues: readonly string[];

  constructor(message: string, options: { exitCode: number; nextStep?: string; requestId?: string; issues?: readonly string[] }) {
    super(message);
    this.name = 'CliFailure';
    this.exitCode = options.exitCode;
    this.nextStep = options.nextStep;
    this.requestId = options.requestId;
    this.issues = options.issues ?? [];
  }
}

/** Usage errors, with the command that helps. */
export function usageFailure(message: string, nextStep: string): CliFailure {
  return new CliFailure(message, { exitCode: usageExitCode, nextStep });
}

/** What the server cannot know better than we: it names the ways of the API. */
const ownSteps: Readonly<Partial<Record<keyof typeof errorCatalogue, string>>> = { unauthenticated: 'Run `moorage login`.' };

/** Where the server says nothing better. What is not there is listed by a command of its noun, which only the program knows. */
const nextSteps: Readonly<Record<Exclude<keyof typeof errorCatalogue, 'unauthenticated'>, string | undefined>> = {
  invalid_request: 'Correct it; --help says what is possible.',
  forbidden: 'Ask an administrator of your team for the role, or use a key with the scope.',
  not_found: undefined,
  gone: undefined,
  conflict: 'Look at its state, and repeat it when that has changed.',
  already_exists: 'Take another name, or change the one that is there.',
  precondition_failed: 'Read it again and repeat the change.',
  payload_too_large: 'Send less at a time.',
  limit_exceeded: 'Free something, or ask for a larger plan.',
  rate_limited: 'Wait a little and repeat it.',
  internal: 'Report it with the request below to whoever runs the platform.',
  upstream_failed: 'Repeat it later; if it stays so, tell whoever runs the platform.',
  unavailable: 'Repeat it in a moment.',
  insufficient_capacity: 'Ask for less, or for more room on the target.',
};

function describeIssue({ path, message, line, column }: ApiIssue): string {
  const place = line === undefined ? '' : `${path === '' ? '' : ' '}(line ${line}, column ${column ?? 1})`;
  return path === '' && place === '' ? message : `${path}${place}: ${message}`;
}

/** The data of a good answer, else a failure that says what to do. */
export function dataOf<T>(result: ApiResult<T>): T {
  if (result.kind === 'ok') return result.data;
  if (result.kind === 'client-error') {
    throw new CliFailure(result.message, {
      exitCode: unreachableExitCode,
      nextStep: 'Is the server running? Start it with `moorage serve`, or name another with --server.',
    });
  }
  const { error } = result;
  const usual = error.code === 'unauthenticated' ? undefined : nextSteps[error.code];
  const nextStep = ownSteps[error.code] ?? error.details?.nextStep ?? usual;
  const issues = (error.details?.issues ?? []).filter((issue) => !error.error.includes(issue.message));
  throw new CliFailure(error.error, {
    exitCode: errorCatalogue[error.code].exitCode,
    requestId: error.requestId,
    issues: issues.map(describeIssue),
    ...(nextStep === undefined ? {} : { nextStep }),
  });
}

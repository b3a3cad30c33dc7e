/** What the page about a program's code decides: how a code is read, what is told, and where the browser may go. */
import type { DeviceLogin } from '@moorage/sdk/types';
import { type ApiFailure, isFailure } from '../../api/errors.ts';
import { plural } from '../../lib/format.ts';
import { keyScopes } from '../../lib/key-form.ts';

/** The code as it is shown, of what was typed or pasted; undefined when it cannot be one. */
export function readUserCode(typed: string): string | undefined {
  const letters = typed.toUpperCase().replaceAll(/[^A-Z0-9]/g, '');
  return letters.length === 8 ? `${letters.slice(0, 4)}-${letters.slice(4)}` : undefined;
}

/** Where the program listens; undefined for every address that is not on this very computer. */
export function loopbackTarget(redirectTo: string | null): string | undefined {
  if (redirectTo === null || !URL.canParse(redirectTo)) return undefined;
  const { protocol, hostname, username, password } = new URL(redirectTo);
  const isHere = protocol === 'http:' && (hostname === '127.0.0.1' || hostname === '[::1]');
  return isHere && username === '' && password === '' ? redirectTo : undefined;
}

export interface Problem {
  readonly title: string;
  readonly nextStep: string;
}

const startAgain = 'Start the command again if you still need it; it shows a new code.';

const answered: Readonly<Record<Exclude<DeviceLogin['state'], 'waiting'>, Problem>> = {
  approved: { title: 'You approved this code already.', nextStep: 'Go back to the program: it has what it needs.' },
  denied: { title: 'You refused this code already.', nextStep: startAgain },
  used: { title: 'This code was used already.', nextStep: `A code works once. ${startAgain}` },
};

/** Why there is nothing left to decide; undefined while there is. */
export function answeredProblem({ state }: Pick<DeviceLogin, 'state'>): Problem | undefined {
  return state === 'waiting' ? undefined : answered[state];
}

const codeProblems: Partial<Record<ApiFailure['code'], Problem>> = {
  not_found: {
    title: 'There is no such code, or its ten minutes are over.',
    nextStep: 'Compare it with what the program shows. Start the command again when it has stopped waiting.',
  },
  conflict: { title: 'This code was answered already, perhaps in another tab.', nextStep: startAgain },
  rate_limited: {
    title: 'Too many wrong codes.',
    nextStep: 'Wait ten minutes, start the command again and type the code that it shows then.',
  },
};

/** Failures that are about the code itself; undefined for those that may happen to every request. */
export function codeProblem(error: unknown): Problem | undefined {
  return isFailure(error) ? codeProblems[error.code] : undefined;
}

/** How long the program still waits, by the clock of this computer; the server decides. */
export function waitText(expiresAt: string, nowMs: number): string {
  const seconds = Math.ceil((Date.parse(expiresAt) - nowMs) / 1000);
  if (seconds <= 0) return 'no longer';
  return seconds < 60 ? plural(seconds, 'second') : plural(Math.ceil(seconds / 60), 'minute');
}

/** What the program gets, as the rest of "It gets …". */
export function grantText({ grant, keyName, expiresInDays }: Pick<DeviceLogin, 'grant' | 'keyName' | 'expiresInDays'>): string {
  if (grant === 'session') return 'a session that may do everything that you may';
  return `an API key “${keyName}” for ${plural(expiresInDays, 'day')}`;
}

export function scopeMeaning(scope: string): string | undefined {
  return keyScopes.find((known) => known.scope === scope)?.meaning;
}

/** What is sent: nothing where all that was asked for is granted. */
export function approvalOf(asked: readonly string[], chosen: ReadonlySet<string>): { scopes?: string[] } {
  const scopes = asked.filter((scope) => chosen.has(scope));
  return scopes.length === asked.length ? {} : { scopes };
}

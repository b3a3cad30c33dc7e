/** What to tell a person whose port cannot be listened on. */
import { AppError, messageOf } from '@moorage/core/errors';

export interface Listener {
  /** What would have been served there, such as `metrics`. */
  readonly what: string;
  readonly host: string;
  readonly port: number;
  /** The variable that moves it. */
  readonly variable: string;
}

/** Where the API and the console are served. */
export function apiListener({ host, port }: Pick<Listener, 'host' | 'port'>): Listener {
  return { what: 'the API and the console', host, port, variable: 'BIND_PORT or SERVER_ADDR' };
}

function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}

/** True when another program listens there already. */
export function isAddressInUse(error: unknown): boolean {
  return hasCode(error, 'EADDRINUSE');
}

function nextStep(error: unknown, { variable }: Listener): string {
  const choose = `choose another with ${variable}`;
  if (isAddressInUse(error)) return `Stop the program that uses it, or ${choose}.`;
  if (hasCode(error, 'EACCES')) return `Ports below 1024 are not for ordinary users: ${choose}.`;
  if (hasCode(error, 'EADDRNOTAVAIL')) return `This machine has no such address: ${choose}.`;
  return `Mend what the message names, or ${choose}.`;
}

/** The error of a listener that does not open, with what to do. */
export function listenFailure(error: unknown, listener: Listener): AppError {
  const { what, host, port } = listener;
  const place = `Port ${port} of ${host}, for ${what},`;
  const message = isAddressInUse(error) ? `${place} is in use.` : `${place} cannot be listened on: ${messageOf(error)}.`;
  return new AppError('unavailable', message, { cause: error, details: { nextStep: nextStep(error, listener) } });
}

/** One call of a model provider's HTTP API: a deadline, a bound on the answer, and errors that never hold the key. */
import type { Clock } from '@moorage/core/clock';
import { AppError, messageOf } from '@moorage/core/errors';
import type { Secret } from '@moorage/core/secret';

export interface ModelSettings {
  /** Without a slash at the end. */
  readonly baseUrl: string;
  readonly model: string;
  readonly apiKey: Secret | undefined;
  readonly timeoutMs: number;
}

export interface ModelCall {
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: object;
  readonly signal: AbortSignal;
}

const maxAnswerBytes = 2_000_000;
const loggedCharacters = 500;
/** Too many requests, and what providers say when they are overloaded. */
const passing = new Set([408, 429, 503, 529]);

/** A provider may repeat the key in what it says about it. */
function withoutKey(text: string, key: Secret | undefined): string {
  const value = key?.reveal() ?? '';
  return value === '' ? text : text.replaceAll(value, '***');
}

async function readBounded(response: Response): Promise<string> {
  let text = '';
  const decoder = new TextDecoder();
  for await (const chunk of response.body ?? []) {
    text += decoder.decode(chunk, { stream: true });
    if (text.length > maxAnswerBytes) throw new AppError('upstream_failed', 'The model provider answered more than is read.');
  }
  return text + decoder.decode();
}

function failure(response: Response, text: string): AppError {
  const internal = `model provider: ${response.status} ${text.slice(0, loggedCharacters)}`;
  if (passing.has(response.status)) {
    const seconds = Number(response.headers.get('retry-after'));
    const retryAfterSeconds = Number.isFinite(seconds) && seconds > 0 ? Math.min(Math.ceil(seconds), 3600) : 5;
    return new AppError('unavailable', 'The model provider is busy. Try again in a moment.', { internal, retryAfterSeconds });
  }
  const message =
    response.status === 401 || response.status === 403
      ? 'The model provider does not accept the configured key.'
      : `The model provider answered with status ${response.status}.`;
  return new AppError('upstream_failed', message, { internal });
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new AppError('upstream_failed', 'The model provider answered something that is not JSON.', {
      internal: text.slice(0, loggedCharacters),
    });
  }
}

/** Text of a model that was asked for JSON. */
export function parseAnswer(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new AppError('upstream_failed', 'The model answered something that is not JSON. Try again.');
  }
}

async function exchange(settings: ModelSettings, call: ModelCall, signal: AbortSignal): Promise<unknown> {
  const response = await fetch(`${settings.baseUrl}${call.path}`, {
    method: 'POST',
    // The key goes to nobody but the one it is for.
    redirect: 'error',
    headers: { 'content-type': 'application/json', accept: 'application/json', ...call.headers },
    body: JSON.stringify(call.body),
    signal,
  });
  const text = withoutKey(await readBounded(response), settings.apiKey);
  if (!response.ok) throw failure(response, text);
  return parse(text);
}

/** The parsed answer, or an error of ours. */
export async function callModel(clock: Clock, settings: ModelSettings, call: ModelCall): Promise<unknown> {
  const deadline = new AbortController();
  const cancel = clock.after(settings.timeoutMs, () => deadline.abort());
  try {
    return await exchange(settings, call, AbortSignal.any([call.signal, deadline.signal]));
  } catch (error) {
    if (error instanceof AppError) throw error;
    if (deadline.signal.aborted) throw new AppError('unavailable', 'The model provider did not answer in time. Try again.');
    if (call.signal.aborted) throw new AppError('unavailable', 'The request ended before the model answered.');
    // Not as the cause: what the transport keeps of the request holds its headers.
    const internal = withoutKey(`model provider: ${messageOf(error)}`, settings.apiKey);
    throw new AppError('upstream_failed', 'The model provider could not be reached.', { internal });
  } finally {
    cancel();
  }
}

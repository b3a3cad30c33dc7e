/** One watch stream as an async iterator of events. */
import { StringDecoder } from 'node:string_decoder';
import type { Readable } from 'node:stream';
import { AppError } from '@moorage/core/errors';
import type { KubeObject } from '../objects.ts';
import { answerToError, networkError } from './errors.ts';
import type { WatchEvent } from './types.ts';

/** Longer than any object an API server stores (etcd's limit is 1.5 MiB), with room for escapes. */
const maxLineLength = 16 * 1024 * 1024;

/** Splits a byte stream at newlines; a last line without one is given too. */
export async function* linesOf(stream: Readable): AsyncGenerator<string> {
  const decoder = new StringDecoder('utf8');
  let rest = '';
  for await (const chunk of stream) {
    rest += typeof chunk === 'string' ? chunk : decoder.write(chunk);
    let from = 0;
    for (let end = rest.indexOf('\n'); end >= 0; end = rest.indexOf('\n', from)) {
      yield rest.slice(from, end);
      from = end + 1;
    }
    rest = rest.slice(from);
    if (rest.length > maxLineLength) throw new AppError('upstream_failed', 'The Kubernetes API sent an event that is too large.');
  }
  rest += decoder.end();
  if (rest !== '') yield rest;
}

interface RawEvent<T> {
  readonly type: string;
  readonly object: T;
}

/** The server defines the shape of what it serves and the caller names it with T; only the frame is checked here. */
function parseLine<T>(line: string): RawEvent<T> | undefined {
  try {
    const parsed: Partial<RawEvent<T>> | null = JSON.parse(line);
    if (typeof parsed?.type !== 'string' || typeof parsed.object !== 'object' || parsed.object === null) return undefined;
    return { type: parsed.type, object: parsed.object };
  } catch {
    return undefined;
  }
}

function isChange(type: string): type is WatchEvent<unknown>['type'] {
  return type === 'ADDED' || type === 'MODIFIED' || type === 'DELETED' || type === 'BOOKMARK';
}

/** Gives the events of a stream; an `ERROR` event or a line cut in the middle throws. */
export async function* eventsOf<T extends KubeObject>(stream: Readable, what: string): AsyncGenerator<WatchEvent<T>> {
  try {
    for await (const line of linesOf(stream)) {
      if (line === '') continue;
      const event = parseLine<T>(line);
      if (event === undefined)
        throw new AppError('unavailable', 'The watch broke off.', { internal: `${what} ended within an event` });
      if (event.type === 'ERROR') {
        const code = event.object['code'];
        throw answerToError({ status: typeof code === 'number' ? code : 500, body: JSON.stringify(event.object), what });
      }
      if (isChange(event.type)) yield { type: event.type, object: event.object };
    }
  } catch (error) {
    throw networkError(error, what);
  } finally {
    stream.destroy();
  }
}

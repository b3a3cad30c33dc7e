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

interface RawEvent {
  readonly type: string;
  readonly object: Record<string, unknown>;
}

function parseLine(line: string): RawEvent | undefined {
  try {
    const parsed: unknown = JSON.parse(line);
    if (typeof parsed !== 'object' || parsed === null || !('type' in parsed) || !('object' in parsed)) return undefined;
    const { type, object } = parsed;
    if (typeof type !== 'string' || typeof object !== 'object' || object === null) return undefined;
    return { type, object: { ...object } };
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
      const event = parseLine(line);
      if (event === undefined)
        throw new AppError('unavailable', 'The watch broke off.', { internal: `${what} ended within an event` });
      if (event.type === 'ERROR') {
        const code = event.object['code'];
        throw answerToError({ status: typeof code === 'number' ? code : 500, body: JSON.stringify(event.object), what });
      }
      // The server defines the shape of what it serves; the caller names it with T.
      if (isChange(event.type)) yield { type: event.type, object: event.object as unknown as T };
    }
  } catch (error) {
    throw networkError(error, what);
  } finally {
    stream.destroy();
  }
}

/** As much of a Kubernetes client as the testbed needs to play a node: JSON calls, and a watch that goes on for ever. */
import type { IncomingMessage } from 'node:http';
import { Agent, request } from 'node:https';
import { createInterface } from 'node:readline';
import { systemClock } from '@moorage/core/clock';
import { messageOf } from '@moorage/core/errors';
import type { Secret } from '@moorage/core/secret';
import type { ApiObject } from './pod-status.ts';

export interface RealConnection {
  readonly server: string;
  readonly ca: string;
  readonly token: Secret;
}

type EventType = 'ADDED' | 'MODIFIED' | 'DELETED';
type OnEvent = (type: EventType, object: ApiObject) => void;

export interface RealApi {
  /** The status code and the parsed answer; throws when there is none. */
  call(method: string, path: string, body?: unknown): Promise<{ readonly status: number; readonly answer: unknown }>;
  /** Present objects as ADDED and every change, until it is stopped or closed; after a break all present ones come again. */
  watch(path: string, onEvent: OnEvent): () => void;
  close(): void;
}

const retryMs = 200;

function isObject(value: unknown): value is ApiObject {
  return typeof value === 'object' && value !== null && 'metadata' in value;
}

function tell(line: string, onEvent: OnEvent): void {
  const event: unknown = JSON.parse(line);
  if (typeof event !== 'object' || event === null || !('type' in event) || !('object' in event)) return;
  const { type, object } = event;
  if (type === 'ERROR') throw new Error(line);
  if ((type === 'ADDED' || type === 'MODIFIED' || type === 'DELETED') && isObject(object)) onEvent(type, object);
}

/** Merge patches have a media type of their own; everything else is plain JSON. */
const mediaType = (method: string): string => (method === 'PATCH' ? 'application/merge-patch+json' : 'application/json');

/** Makes a client; it holds connections until it is closed. */
export function createRealApi({ server, ca, token }: RealConnection): RealApi {
  const agent = new Agent({ ca, keepAlive: true });
  const aborter = new AbortController();
  function send(method: string, path: string, body?: unknown, signal = aborter.signal): Promise<IncomingMessage> {
    return new Promise((resolve, reject) => {
      const text = body === undefined ? '' : JSON.stringify(body);
      const headers = {
        authorization: `Bearer ${token.reveal()}`,
        'content-type': mediaType(method),
        // Without it Node frames no body of a DELETE.
        'content-length': Buffer.byteLength(text),
      };
      const outgoing = request(`${server}${path}`, { agent, method, headers, signal }, resolve);
      outgoing.on('error', reject);
      outgoing.end(text);
    });
  }
  async function follow(path: string, onEvent: OnEvent, signal: AbortSignal): Promise<void> {
    const response = await send('GET', `${path}${path.includes('?') ? '&' : '?'}watch=1`, undefined, signal);
    for await (const line of createInterface({ input: response })) tell(line, onEvent);
  }
  async function followForEver(path: string, onEvent: OnEvent, signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      await follow(path, onEvent, signal).catch(() => undefined);
      await systemClock.sleep(retryMs, signal);
    }
  }
  return {
    async call(method, path, body) {
      const response = await send(method, path, body);
      const chunks: Buffer[] = await response.setEncoding('utf8').toArray();
      const text = chunks.join('');
      try {
        return { status: response.statusCode ?? 0, answer: text === '' ? undefined : JSON.parse(text) };
      } catch (error) {
        return { status: response.statusCode ?? 0, answer: `${messageOf(error)}: ${text}` };
      }
    },
    watch(path, onEvent) {
      const own = new AbortController();
      void followForEver(path, onEvent, AbortSignal.any([own.signal, aborter.signal]));
      return () => own.abort();
    },
    close() {
      aborter.abort();
      agent.destroy();
    },
  };
}

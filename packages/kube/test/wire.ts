/** Plain HTTPS to an API server, for what a client hides: status codes, media types and headers. */
import { request } from 'node:https';
import type { TestApiServer } from '@moorage/testkit/api-server';

export interface WireAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly text: string;
  /** The parsed body; undefined when it is no JSON. */
  readonly body: Record<string, unknown>;
}

export interface WireOptions {
  readonly body?: unknown;
  readonly accept?: string;
  readonly contentType?: string;
}

export type Wire = (method: string, path: string, options?: WireOptions) => Promise<WireAnswer>;

function parse(text: string): Record<string, unknown> {
  try {
    return JSON.parse(text);
  } catch {
    return {};
  }
}

/** Makes calls with the credentials of the administrator. */
export function wireTo(connection: TestApiServer['connection']): Wire {
  return (method, path, { body, accept = 'application/json', contentType = 'application/json' } = {}) =>
    new Promise((resolve, reject) => {
      const sent = typeof body === 'string' ? body : body === undefined ? '' : JSON.stringify(body);
      const outgoing = request(`${connection.server}${path}`, {
        method,
        ca: connection.ca,
        agent: false,
        headers: {
          authorization: `Bearer ${connection.token.reveal()}`,
          accept,
          ...(body === undefined ? {} : { 'content-type': contentType }),
          // Without it Node frames no body of a DELETE.
          'content-length': Buffer.byteLength(sent),
        },
      });
      outgoing.on('error', reject);
      outgoing.on('response', (response) => {
        let text = '';
        response.setEncoding('utf8');
        response.on('data', (chunk: string) => (text += chunk));
        response.on('error', reject);
        response.on('end', () =>
          resolve({ status: response.statusCode ?? 0, headers: response.headers, text, body: parse(text) }),
        );
      });
      outgoing.end(sent);
    });
}

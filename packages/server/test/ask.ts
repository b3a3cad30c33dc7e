/**
 * One request over HTTP, for tests that make many: the client of the platform's own `fetch` costs four times the processor time of
 * this one, most of it for the streams of bodies, and half a minute of a whole run.
 */
import { Agent, type IncomingMessage, request } from 'node:http';

export interface Asked {
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | undefined;
}

export interface RawAnswer {
  readonly status: number;
  readonly headers: Headers;
  /** What `Set-Cookie` says, one a cookie. */
  readonly cookies: readonly string[];
  readonly text: string;
}

const agent = new Agent({ keepAlive: true });

/** In order and as often as they came. */
function headersOf({ rawHeaders }: IncomingMessage): Headers {
  const headers = new Headers();
  for (let index = 0; index < rawHeaders.length; index += 2) headers.append(rawHeaders[index] ?? '', rawHeaders[index + 1] ?? '');
  return headers;
}

/** Follows no redirect. */
export function ask(address: string, { method, headers, body }: Asked): Promise<RawAnswer> {
  const length: Record<string, string> = body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) };
  return new Promise((resolve, reject) => {
    const options = { agent, method, headers: { accept: '*/*', 'user-agent': 'node', ...headers, ...length } };
    const asked = request(new URL(address), options, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.once('error', reject);
      response.once('end', () => {
        const { statusCode = 0, headers: said } = response;
        const text = Buffer.concat(chunks).toString('utf8');
        resolve({ status: statusCode, headers: headersOf(response), cookies: said['set-cookie'] ?? [], text });
      });
    });
    asked.once('error', reject);
    asked.end(body);
  });
}

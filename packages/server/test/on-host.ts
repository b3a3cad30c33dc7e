/** Calls under another host name: `fetch` sets that header itself, so this is plain HTTP. */
import { request } from 'node:http';
import type { Answer, TestServer } from './support.ts';

export interface HostCall {
  readonly method?: string;
  readonly body?: unknown;
  readonly cookie?: string | undefined;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface Visitor {
  readonly cookie: string;
  call(path: string, call?: HostCall): Promise<Answer>;
}

/** One request whose `Host` is `host`. */
export function callOnHost(server: TestServer, host: string, path: string, call: HostCall = {}): Promise<Answer> {
  const text = call.body === undefined ? undefined : JSON.stringify(call.body);
  const headers = {
    host,
    ...(text === undefined ? {} : { 'content-type': 'application/json' }),
    ...(call.cookie === undefined ? {} : { cookie: call.cookie }),
    ...call.headers,
  };
  const { hostname, port } = new URL(server.url());
  return new Promise((resolve, reject) => {
    const sent = request({ host: hostname, port, path, method: call.method ?? 'GET', headers }, (answer) => {
      let received = '';
      answer.setEncoding('utf8').on('data', (chunk: string) => (received += chunk));
      answer.once('end', () => {
        const found = new Headers();
        for (const [name, value] of Object.entries(answer.headersDistinct)) value?.forEach((one) => found.append(name, one));
        const isJson = found.get('content-type')?.includes('json') === true;
        resolve({ status: answer.statusCode ?? 0, headers: found, body: isJson ? JSON.parse(received) : received || undefined });
      });
    });
    sent.once('error', reject);
    sent.end(text);
  });
}

/** Signs in there as the development login does. */
export async function signInOnHost(server: TestServer, host: string, email: string): Promise<Visitor> {
  const answer = await callOnHost(server, host, `/dev/login?email=${encodeURIComponent(email)}`);
  const cookie = answer.headers.getSetCookie()[0]?.split(';')[0];
  if (answer.status !== 303 || cookie === undefined) {
    throw new Error(`cannot sign ${email} in at ${host}: ${answer.status} ${JSON.stringify(answer.body)}`);
  }
  return { cookie, call: (path, call) => callOnHost(server, host, path, { cookie, ...call }) };
}

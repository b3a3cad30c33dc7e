/** Calls under another host name. */
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
  const { cookie, ...rest } = call;
  return server.caller({ host, ...(cookie === undefined ? {} : { cookie }) }).call(path, rest);
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

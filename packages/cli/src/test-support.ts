/** A command line without a process: canned answers by route, captured output. */
import type { CliIo } from './io.ts';

export interface Answer {
  readonly status: number;
  readonly body?: unknown;
}

export interface FakeIo extends CliIo {
  readonly stdout: () => string;
  readonly stderr: () => string;
  readonly requests: { method: string; url: string; body: unknown; headers: Record<string, string> }[];
  readonly files: Map<string, string>;
}

/** `answers` maps `METHOD /path` to the answer. */
export function fakeIo(argv: readonly string[], answers: Record<string, Answer> = {}, overrides: Partial<CliIo> = {}): FakeIo {
  let stdout = '';
  let stderr = '';
  const files = new Map<string, string>();
  const requests: FakeIo['requests'] = [];
  return {
    argv,
    env: { HOME: '/home/tester' },
    isTty: false,
    fetch: async (input, init) => {
      const url = new URL(input instanceof Request ? input.url : input);
      const method = init?.method ?? 'GET';
      const text = typeof init?.body === 'string' ? init.body : 'null';
      const headers = Object.fromEntries(new Headers(init?.headers));
      requests.push({ method, url: `${url.pathname}${url.search}`, body: JSON.parse(text), headers });
      const answer = answers[`${method} ${url.pathname}`];
      if (answer === undefined) throw new TypeError('fetch failed');
      return new Response(answer.body === undefined ? null : JSON.stringify(answer.body), { status: answer.status });
    },
    ask: async () => undefined,
    openUrl: () => {},
    connect: () => {
      throw new Error('no test connects');
    },
    openTerminal: () => {
      throw new Error('no test has a terminal');
    },
    readFile: (path) => files.get(path),
    writeFile: (path, text) => void files.set(path, text),
    now: () => new Date('2026-03-04T05:06:07Z'),
    signal: new AbortController().signal,
    out: (text) => {
      stdout += text;
    },
    err: (text) => {
      stderr += text;
    },
    stdout: () => stdout,
    stderr: () => stderr,
    requests,
    files,
    ...overrides,
  };
}

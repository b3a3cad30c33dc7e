/** A command line without a process: canned answers by route, captured output. */
import type { CliIo } from './io.ts';
import { createProgram, runProgram } from './program.ts';

export interface Answer {
  readonly status: number;
  readonly body?: unknown;
  readonly cookie?: string;
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
      const sent = typeof init?.body === 'string' ? init.body : 'null';
      const headers = Object.fromEntries(new Headers(init?.headers));
      requests.push({ method, url: `${url.pathname}${url.search}`, body: JSON.parse(sent), headers });
      const answer = answers[`${method} ${url.pathname}`];
      if (answer === undefined) throw new TypeError('fetch failed');
      const cookies = answer.cookie === undefined ? {} : { 'set-cookie': answer.cookie };
      const text = answer.body === undefined ? null : JSON.stringify(answer.body);
      return new Response(text, { status: answer.status, headers: cookies });
    },
    ask: async () => undefined,
    openUrl: () => {},
    hasBrowser: false,
    listen: () => {
      throw new Error('no test listens');
    },
    sleep: async () => {},
    connect: () => {
      throw new Error('no test connects');
    },
    openTerminal: () => {
      throw new Error('no test has a terminal');
    },
    readFile: (path) => files.get(path),
    writeFile: (path, text) => void files.set(path, text),
    appendFile: (path, text) => void files.set(path, `${files.get(path) ?? ''}${text}`),
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

/** A command line as one would type it, against `world` and what one test answers otherwise; `last` is its last request. */
export function createRun(world: Record<string, Answer>) {
  return async (words: string, answers: Record<string, Answer> = {}, more: Partial<CliIo> = {}) => {
    const argv = [...words.matchAll(/"([^"]*)"|(\S+)/g)].map((match) => match[1] ?? match[2] ?? '');
    const io = fakeIo(argv, { ...world, ...answers }, more);
    const code = await runProgram(createProgram(io, '9.9.9'), io);
    return { code, io, last: io.requests.filter(({ url }) => url !== '/logout').at(-1) };
  };
}

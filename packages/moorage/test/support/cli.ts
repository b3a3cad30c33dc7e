/** The command line in this process against a running platform, with captured output. */
import { Readable } from 'node:stream';
import type { CliIo } from '@moorage/cli/io';
import { systemClock } from '@moorage/core/clock';
import { startLoopbackListener } from '../../src/loopback-listener.ts';
import { run } from '../../src/main.ts';

export interface CliResult {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface TestCli {
  (...argv: readonly string[]): Promise<CliResult>;
  /** Starts a command that goes on by itself; `stop` is Ctrl-C. */
  start(...argv: readonly string[]): {
    stdout: () => string;
    stderr: () => string;
    done: Promise<number>;
    stop: () => Promise<number>;
  };
  /** Addresses that a browser was sent to. */
  readonly opened: string[];
  /** What the configuration file holds. */
  file(): string;
  /** What is on its disk, by path. */
  readonly files: Map<string, string>;
}

/** A command line with a configuration file of its own, kept in memory. */
export function createTestCli(server: string, more: Readonly<Record<string, string>> = {}): TestCli {
  const files = new Map<string, string>();
  const opened: string[] = [];
  const launch = (argv: readonly string[]) => {
    const aborter = new AbortController();
    let stdout = '';
    let stderr = '';
    const io: CliIo = {
      argv,
      env: { HOME: '/home/tester', MOORAGE_SERVER: server, ...more },
      out: (text) => {
        stdout += text;
      },
      err: (text) => {
        stderr += text;
      },
      isTty: false,
      fetch,
      ask: async () => undefined,
      openUrl: (url) => void opened.push(url),
      hasBrowser: true,
      listen: startLoopbackListener,
      connect: (url, options) => new WebSocket(url, options),
      openTerminal: () => ({
        input: Readable.from([]),
        size: () => undefined,
        onResize: () => {},
        close: () => {},
        write: (to, bytes) => {
          const text = new TextDecoder().decode(bytes);
          if (to === 'out') stdout += text;
          else stderr += text;
        },
      }),
      readFile: (path) => files.get(path),
      writeFile: (path, text) => void files.set(path, text),
      appendFile: (path, text) => void files.set(path, `${files.get(path) ?? ''}${text}`),
      now: () => systemClock.now(),
      // Nobody waits in a test: the server is asked again at once, and says that it is too often.
      sleep: (ms) => systemClock.sleep(Math.min(ms, 100), aborter.signal),
      signal: aborter.signal,
    };
    return { done: run(io), stdout: () => stdout, stderr: () => stderr, abort: () => aborter.abort() };
  };
  const cli = async (...argv: readonly string[]): Promise<CliResult> => {
    const command = launch(argv);
    return { code: await command.done, stdout: command.stdout(), stderr: command.stderr() };
  };
  return Object.assign(cli, {
    opened,
    files,
    file: () => [...files.values()].join('\n'),
    start: (...argv: readonly string[]) => {
      const command = launch(argv);
      return {
        stdout: command.stdout,
        stderr: command.stderr,
        done: command.done,
        stop: () => {
          command.abort();
          return command.done;
        },
      };
    },
  });
}

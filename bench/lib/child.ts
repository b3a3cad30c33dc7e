/** A program under measurement: its processor time, its memory, what it prints, and its certain end. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { launchedAs } from '@moorage/testkit/real-processes';
import { waitUntil } from '@moorage/testkit/wait-until';

export interface Child {
  readonly pid: number;
  /** Waits for a line that matches, and gives the match. */
  untilPrinted(pattern: RegExp, timeoutMs: number): Promise<RegExpExecArray>;
  /** Waits until the URL answers with 200. */
  untilServing(url: string, timeoutMs: number): Promise<void>;
  stop(): Promise<void>;
}

const graceMs = 5_000;
const keptOutput = 8_000;

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return;
  const exit = once(child, 'exit');
  child.kill('SIGTERM');
  const aborter = new AbortController();
  const patience = sleep(graceMs, undefined, { signal: aborter.signal }).then(
    () => child.kill('SIGKILL'),
    () => false,
  );
  await exit;
  aborter.abort();
  await patience;
}

/** Starts it without anything of our environment; it dies with us by the kernel's hand where that can be. */
export function startChild(command: readonly string[]): Child {
  const [file = '', ...args] = [...launchedAs(), ...command];
  const env = { PATH: process.env['PATH'], HOME: process.env['HOME'] };
  const child = spawn(file, args, { env, stdio: ['pipe', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => (output = (output + text).slice(-keptOutput)));
  child.on('error', (error) => (output += error.message));
  const living = (): void => {
    if (child.exitCode === null && child.signalCode === null && child.pid !== undefined) return;
    throw new Error(`${command.join(' ')} ended (${child.exitCode ?? child.signalCode}):\n${output}`);
  };
  const until = <T>(condition: () => T | Promise<T>, what: string, timeoutMs: number) =>
    waitUntil(
      () => {
        living();
        return condition();
      },
      { timeoutMs, intervalMs: 10, describe: () => `${what}; it said:\n${output}` },
    );
  return {
    pid: child.pid ?? 0,
    untilPrinted: (pattern, timeoutMs) =>
      until(() => pattern.exec(output) ?? undefined, `${file} to say ${pattern.source}`, timeoutMs),
    async untilServing(url, timeoutMs) {
      const isServing = (): Promise<boolean> =>
        fetch(url).then(
          ({ ok }) => ok,
          () => false,
        );
      await until(isServing, `${url} to answer`, timeoutMs);
    },
    stop: () => end(child),
  };
}

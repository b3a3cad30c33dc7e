/** The command line's world: this process. */
import { spawn } from 'node:child_process';
import { appendFileSync, chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { createInterface } from 'node:readline/promises';
import { MessageChannel } from 'node:worker_threads';
import type { CliIo, CliTerminal } from '@moorage/cli/io';
import { systemClock } from '@moorage/core/clock';
import { inSources } from '@moorage/core/source-places';
import { environment } from './config/environment.ts';
import { startLoopbackListener } from './loopback-listener.ts';

function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}

function writePrivate(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  writeFileSync(path, text, { mode: 0o600 });
  // The mode counts for a new file only.
  chmodSync(path, 0o600);
}

async function ask(question: string): Promise<string | undefined> {
  if (!process.stdin.isTTY) return undefined;
  const prompt = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return await prompt.question(question);
  } finally {
    prompt.close();
  }
}

/** Opens the desktop's browser where there is one; a machine without one loses nothing, because the URL is printed too. */
function openUrl(url: string): void {
  const program = process.platform === 'darwin' ? 'open' : 'xdg-open';
  const child = spawn(program, [url], { stdio: 'ignore', detached: true });
  child.on('error', () => {});
  child.unref();
}

/** Timers of the clock let the process end; whoever waits for a person must not. */
async function sleepAwake(ms: number, signal: AbortSignal): Promise<void> {
  const { port1, port2 } = new MessageChannel();
  port1.ref();
  try {
    await systemClock.sleep(ms, signal);
  } finally {
    port1.close();
    port2.close();
  }
}

/** Not over SSH, where the browser would open on the other machine, and on Linux only with a display. */
function canShowBrowser(env: CliIo['env']): boolean {
  if (env['SSH_CONNECTION'] !== undefined) return false;
  return process.platform === 'darwin' || env['DISPLAY'] !== undefined || env['WAYLAND_DISPLAY'] !== undefined;
}

function openTerminal(raw: boolean): CliTerminal {
  const { stdin, stdout, stderr } = process;
  const isRaw = raw && stdin.isTTY;
  if (isRaw) stdin.setRawMode(true);
  let unlisten = (): void => {};
  return {
    input: stdin,
    write: (to, bytes) => void (to === 'out' ? stdout : stderr).write(bytes),
    size: () => (stdout.isTTY ? { columns: stdout.columns, rows: stdout.rows } : undefined),
    onResize(listener) {
      stdout.on('resize', listener);
      unlisten = () => void stdout.off('resize', listener);
    },
    close() {
      unlisten();
      if (isRaw) stdin.setRawMode(false);
      // A read that waits for a key would keep the process.
      stdin.destroy();
    },
  };
}

/** An {@link CliIo} of this process; `signal` aborts at the first Ctrl-C. */
export function createProcessIo(argv: readonly string[], signal: AbortSignal): CliIo {
  return {
    argv,
    env: environment(),
    out: (text) => void process.stdout.write(text),
    err: (text) => void process.stderr.write(inSources(text)),
    isTty: process.stdout.isTTY && process.stdin.isTTY,
    fetch,
    ask,
    openUrl,
    hasBrowser: canShowBrowser(environment()),
    listen: startLoopbackListener,
    connect: (url, options) => new WebSocket(url, options),
    openTerminal,
    readFile: readIfThere,
    writeFile: writePrivate,
    appendFile: appendFileSync,
    now: () => systemClock.now(),
    sleep: (ms) => sleepAwake(ms, signal),
    signal,
  };
}

/** A shell in memory: it says what it hears, and knows `exit <code>` and `fail`. */
import { PassThrough } from 'node:stream';
import type { PodCommand, PodExit, PodProcess } from '../../domains/deployments/deployment.ports.ts';

export function createFakeProcess({ command, tty, signal }: PodCommand): PodProcess {
  const [stdout, stderr] = [new PassThrough(), new PassThrough()];
  const exit = Promise.withResolvers<PodExit>();
  const end = (result: PodExit): void => {
    stdout.end();
    stderr.end();
    exit.resolve(result);
  };
  const hear = (text: string): void => {
    const [, code] = /^exit (\d+)\n$/.exec(text) ?? [];
    if (code !== undefined) end({ kind: 'exited', code: Number(code) });
    else if (text === 'fail\n') end({ kind: 'failed', message: 'The container is gone.' });
    else if (text.startsWith('complain')) stderr.write(text);
    else stdout.write(text);
  };
  signal.addEventListener('abort', () => end({ kind: 'failed', message: 'cut' }), { once: true });
  stdout.write(`${command.join(' ')}${tty ? ' on a terminal' : ''}\n`);
  return {
    stdout,
    stderr,
    exit: exit.promise,
    write: async (bytes) => hear(Buffer.from(bytes).toString('utf8')),
    endInput: () => end({ kind: 'exited', code: 0 }),
    resize: (columns, rows) => void stdout.write(`${columns}x${rows}\n`),
    close: () => end({ kind: 'failed', message: 'closed' }),
  };
}

import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import type { PodLogLine } from '../../domains/deployments/deployment.ports.ts';

const stamped = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?Z) (.*)$/s;

/** A line as the API server writes it with `timestamps=true`. */
export function parseLogLine(text: string): PodLogLine {
  const [, at, line] = stamped.exec(text) ?? [];
  return at === undefined || line === undefined ? { at: null, line: text } : { at, line };
}

/** Lines of a log as they arrive; ends quietly when the stream is cut by its reader. */
export async function* logLines(source: Readable, signal: AbortSignal): AsyncGenerator<PodLogLine> {
  const lines = createInterface({ input: source, crlfDelay: Infinity });
  const failure = new Promise<Error>((resolve) => source.once('error', resolve));
  let failed: Error | undefined;
  void failure.then((error) => {
    failed = error;
    lines.close();
  });
  try {
    for await (const line of lines) yield parseLogLine(line);
    if (failed !== undefined && !signal.aborted) throw failed;
  } finally {
    source.destroy();
  }
}

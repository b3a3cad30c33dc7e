/** Chunks of a server's log as lines. */

export interface LogChunk {
  readonly id: number;
  readonly stream: 'stdout' | 'system';
  readonly chunk: string;
  readonly created_at: string;
}

export interface ServerLogLine {
  /** Of the chunk that it begins in, and where it stands there. */
  readonly id: string;
  readonly text: string;
  readonly at: string;
  readonly isSystem: boolean;
}

/** A line may go on in the next chunk of the same stream; blank lines are lines. The last may be still without its end. */
export function logLines(chunks: readonly LogChunk[]): readonly ServerLogLine[] {
  const lines: ServerLogLine[] = [];
  const open = new Map<LogChunk['stream'], number>();
  for (const { id, stream, chunk, created_at: at } of chunks) {
    const parts = chunk.split('\n');
    for (const [place, part] of parts.entries()) {
      const isLast = place === parts.length - 1;
      const begun = place === 0 ? open.get(stream) : undefined;
      const before = begun === undefined ? undefined : lines[begun];
      if (begun !== undefined && before !== undefined) lines[begun] = { ...before, text: before.text + part };
      else if (!isLast || part !== '') lines.push({ id: `${id}.${place}`, text: part, at, isSystem: stream === 'system' });
      if (!isLast) open.delete(stream);
      else if (begun === undefined && part !== '') open.set(stream, lines.length - 1);
    }
  }
  return lines.map((line) => ({ ...line, text: line.text.replace(/\r$/, '') }));
}

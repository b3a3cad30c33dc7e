/** A link to one line of a log: its time and its pod, which stay the same whoever reads it and however much came after. */
import type { LogLine } from '@moorage/sdk/types';

export interface LineLink {
  readonly at: string;
  readonly pod: string;
}

export function lineLink(line: Pick<LogLine, 'at' | 'pod'>): string | undefined {
  return line.at === null ? undefined : `${line.at}~${line.pod}`;
}

const contextMs = 60_000;

/** From when on to ask for lines, so that what led to the linked one is there too. */
export function contextStart(link: LineLink): string {
  return new Date(Date.parse(link.at) - contextMs).toISOString();
}

export function parseLineLink(text: string | undefined): LineLink | undefined {
  const [at, pod] = text?.split('~') ?? [];
  if (at === undefined || pod === undefined || Number.isNaN(Date.parse(at))) return undefined;
  return { at, pod };
}

/** Bringing the log lines of several pods into one stream. */

export interface TimedLine {
  readonly at: string | null;
}

/** Compares RFC 3339 times in UTC with any number of digits of a second. */
export function compareTimes(left: string | null, right: string | null): number {
  if (left === null || right === null) return left === right ? 0 : left === null ? -1 : 1;
  const [leftSecond = '', leftRest = ''] = left.replace(/Z$/, '').split('.');
  const [rightSecond = '', rightRest = ''] = right.replace(/Z$/, '').split('.');
  if (leftSecond !== rightSecond) return leftSecond < rightSecond ? -1 : 1;
  const a = leftRest.padEnd(9, '0');
  const b = rightRest.padEnd(9, '0');
  return a === b ? 0 : a < b ? -1 : 1;
}

/** Oldest first; lines of one pod keep their order. */
export function mergeLines<T extends TimedLine>(perPod: readonly (readonly T[])[]): T[] {
  return perPod.flat().toSorted((left, right) => compareTimes(left.at, right.at));
}

/** Whether a line is news for somebody who has seen everything up to `seen`. */
export function isNews(line: TimedLine, seen: string | undefined): boolean {
  return seen === undefined || line.at === null || compareTimes(line.at, seen) > 0;
}

/** The time of an event id, when it is one of ours. */
export function timeOfEventId(id: string | undefined): string | undefined {
  return id !== undefined && /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?Z$/.test(id) ? id : undefined;
}

/** What was used between two looks at the same processes. */

interface Counted {
  readonly cpuMs: number;
  readonly memoryBytes: number;
}

/** Cores and memory; undefined when it was not there at both looks. */
export function usedBetween(
  before: Counted | undefined,
  after: Counted | undefined,
  windowMs: number,
): { readonly cpuCores: number; readonly memoryBytes: number } | undefined {
  if (before === undefined || after === undefined || windowMs <= 0) return undefined;
  // A child that leaves its session takes its time along, and the sum falls.
  return { cpuCores: Math.max(0, after.cpuMs - before.cpuMs) / windowMs, memoryBytes: Math.max(0, after.memoryBytes) };
}

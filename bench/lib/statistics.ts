/** The few figures that a noisy machine allows. */

/** The middle value; of an even number the mean of the two in the middle. */
export function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}

/** The value below which the given part of the values lies, between neighbours in proportion. */
export function quantile(values: readonly number[], part: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  if (sorted.length === 0) throw new Error('no values');
  const place = (sorted.length - 1) * part;
  const below = sorted[Math.floor(place)] ?? Number.NaN;
  const above = sorted[Math.ceil(place)] ?? Number.NaN;
  return below + (above - below) * (place - Math.floor(place));
}

/**
 * The ratio of two series that were measured in turns: the median of the ratios of neighbours, so that whatever slowed one
 * round slowed both of its halves.
 */
export function pairedRatio(values: readonly number[], references: readonly number[]): number {
  if (values.length !== references.length) throw new Error('the series are not paired');
  return median(values.map((value, index) => value / (references[index] ?? Number.NaN)));
}

/** Rounded to three significant digits: more would be a claim that the machine does not support. */
export function rounded(value: number): number {
  return Number(value.toPrecision(3));
}

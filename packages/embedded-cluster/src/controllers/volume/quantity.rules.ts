/** Sizes such as `1Gi` or `500M` in bytes. */
const factors: Readonly<Record<string, number>> = {
  '': 1,
  k: 1e3,
  M: 1e6,
  G: 1e9,
  T: 1e12,
  P: 1e15,
  Ki: 2 ** 10,
  Mi: 2 ** 20,
  Gi: 2 ** 30,
  Ti: 2 ** 40,
  Pi: 2 ** 50,
};

/** The number of bytes; 0 for what is not a size. */
export function bytesOf(quantity: string | undefined): number {
  const match = /^(\d+(?:\.\d+)?)(k|[MGTP]|[KMGTP]i)?$/.exec(quantity ?? '');
  return match === null ? 0 : Number(match[1]) * (factors[match[2] ?? ''] ?? 0);
}

/**
 * The loopback addresses of one cluster.
 *
 * 127.64.0.0/11 is for pods, 127.96.0.0/11 for services; both are cut into 512 slices of 4096 addresses, and each cluster on the
 * machine has one slice of either, so that two clusters (a development server and a test) never meet.
 */

export const sliceCount = 512;
const sliceSize = 4096;

export interface AddressRange {
  /** The first address as a number. */
  readonly first: number;
  readonly size: number;
}

export interface LoopbackSlice {
  readonly index: number;
  readonly pods: AddressRange;
  readonly services: AddressRange;
}

function toNumber(address: string): number {
  return address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);
}

/** Dotted decimal. */
export function formatAddress(number: number): string {
  return [2 ** 24, 2 ** 16, 2 ** 8, 1].map((unit) => Math.floor(number / unit) % 256).join('.');
}

export function sliceAt(index: number): LoopbackSlice {
  const range = (base: string): AddressRange => ({ first: toNumber(base) + index * sliceSize, size: sliceSize });
  return { index, pods: range('127.64.0.0'), services: range('127.96.0.0') };
}

/** The range in the notation of networks, such as `127.64.16.0/20`. */
export function formatRange(range: AddressRange): string {
  return `${formatAddress(range.first)}/${32 - Math.log2(range.size)}`;
}

/** True for a dotted address inside the range. */
export function isInRange(address: string | undefined, range: AddressRange): address is string {
  if (address === undefined || !/^\d{1,3}(?:\.\d{1,3}){3}$/.test(address)) return false;
  const offset = toNumber(address) - range.first;
  return offset >= 0 && offset < range.size;
}

/** Where a directory's cluster looks first: spread by its path, so that directories rarely want the same. */
export function preferredSlice(dataDir: string): number {
  let hash = 2166136261;
  for (const character of dataDir) hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 16777619) >>> 0;
  return hash % sliceCount;
}

/** When a key of so many hours ends; zero and less mean never, as clients know it. */
export function expiryOf(hours: number | undefined, now: Date): string | undefined {
  return hours === undefined || hours <= 0 ? undefined : new Date(now.getTime() + hours * 3_600_000).toISOString();
}

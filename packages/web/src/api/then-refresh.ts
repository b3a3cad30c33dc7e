/** What comes after a change: what it made untrue is asked for again before the change counts as done. */
import type { QueryClient, QueryKey } from '@tanstack/react-query';

export async function thenRefresh<T>(queries: QueryClient, queryKey: QueryKey, answer: Promise<T>): Promise<T> {
  const data = await answer;
  await queries.invalidateQueries({ queryKey });
  return data;
}

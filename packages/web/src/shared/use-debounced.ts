import { useEffect, useState } from 'react';
import { after } from '../lib/clock.ts';

/** The value, once it has not changed for a while. */
export function useDebounced<T>(value: T, delayMs: number): T {
  const [settled, setSettled] = useState(value);
  useEffect(() => after(delayMs, () => setSettled(value)), [value, delayMs]);
  return settled;
}

import { twMerge } from 'tailwind-merge';

/** Joins class names; of two that set the same property the later one wins. */
export function cn(...names: readonly (string | false | null | undefined)[]): string {
  return twMerge(names.filter((name) => typeof name === 'string'));
}

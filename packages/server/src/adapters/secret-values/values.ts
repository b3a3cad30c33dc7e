/** Between values as we handle them and as a store keeps them. */
import { Secret } from '@moorage/core/secret';

/** What somebody else has written there may be more than text. */
export function storedValues(stored: Readonly<Record<string, unknown>>): Record<string, Secret> {
  const textOf = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value));
  return Object.fromEntries(Object.entries(stored).map(([key, value]) => [key, new Secret(textOf(value))]));
}

export function plainOf(values: Readonly<Record<string, Secret>>): Record<string, string> {
  return Object.fromEntries(Object.entries(values).map(([key, value]) => [key, value.reveal()]));
}

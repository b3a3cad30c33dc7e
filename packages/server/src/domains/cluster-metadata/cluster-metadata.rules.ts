/** What owners of clusters say about them: keys and values for what runs there. */

const line = /^\P{Cc}*$/u;

/** Spaces around a key would make another of it that looks the same. */
export function problemOfMetadataKey(text: string): string | undefined {
  if (text.trim() === '') return 'must not be empty';
  if (text !== text.trim()) return 'must not begin or end with a space';
  return line.test(text) ? undefined : 'must be one line';
}

/** A value is kept as it is, lines and spaces included. */
export function problemOfMetadataValue(text: string): string | undefined {
  return text.trim() === '' ? 'must not be empty' : undefined;
}

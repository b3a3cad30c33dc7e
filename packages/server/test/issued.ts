/** What of a request and its answer is secret, by the names of the API, for the search of the logs at the end of a run. */

const secretFields = new Set([
  'password',
  'passphrase',
  'secret',
  'private_key',
  'privateKey',
  'access_token',
  'refresh_token',
  'DB_PASSWORD',
]);
/** Shorter ones are in some line by chance, and so are plain words. */
const shortest = 12;
const isTelling = (text: string): boolean => text.length >= shortest && /\d/.test(text);

/** The texts in secret fields, however deep. */
export function* secretsIn(value: unknown, isSecret = false): Generator<string> {
  if (typeof value === 'string' && isSecret && isTelling(value)) yield value;
  if (typeof value !== 'object' || value === null) return;
  // A secret that is kept has its key beside its value.
  const isKept = 'key' in value && 'value' in value;
  for (const [name, inner] of Object.entries(value)) {
    yield* secretsIn(inner, isSecret || secretFields.has(name) || (isKept && name === 'value'));
  }
}

/** The values of cookies that only their browser may have. */
export function cookieSecretsOf(headers: Headers): string[] {
  const values = headers.getSetCookie().map((cookie) => /^[^=]*=([^;]*)/.exec(cookie)?.[1] ?? '');
  return values.filter(isTelling);
}

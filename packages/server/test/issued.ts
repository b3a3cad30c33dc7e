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
  for (const [name, inner] of Object.entries(value)) yield* secretsIn(inner, isSecret || secretFields.has(name));
}

/** Those that somebody sends to be kept have their key beside their value. No answer shows them: what looks alike there is a label. */
export function* secretsGiven(value: unknown): Generator<string> {
  yield* secretsIn(value);
  if (typeof value !== 'object' || value === null) return;
  const isKept = 'key' in value && 'value' in value;
  if (isKept) yield* secretsIn(value.value, true);
  for (const inner of Object.values(value)) yield* secretsGiven(inner);
}

/** The values of cookies that only their browser may have. */
export function cookieSecretsOf(cookies: readonly string[]): string[] {
  const values = cookies.map((cookie) => /^[^=]*=([^;]*)/.exec(cookie)?.[1] ?? '');
  return values.filter(isTelling);
}

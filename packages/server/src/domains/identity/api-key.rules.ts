/** The form of an API key: `mk_<prefix>_<secret>`. The prefix is visible and finds the row, the secret is 256 random bits. */

export const apiKeyPrefixLength = 12;

const keyPattern = /^mk_([a-z0-9]{12})_([A-Za-z0-9_-]{43})$/;

export interface ApiKeyParts {
  readonly prefix: string;
  readonly secret: string;
}

export function parseApiKey(text: string): ApiKeyParts | undefined {
  const match = keyPattern.exec(text);
  const [, prefix, secret] = match ?? [];
  return prefix === undefined || secret === undefined ? undefined : { prefix, secret };
}

export function formatApiKey(parts: ApiKeyParts): string {
  return `mk_${parts.prefix}_${parts.secret}`;
}

/** The credentials of an `Authorization` header; `undefined` for another scheme. */
export function parseBearer(header: string): string | undefined {
  return /^Bearer +(\S+)$/i.exec(header.trim())?.[1];
}

/** A use is written down at most this often. */
const usedEveryMs = 60_000;

export function isUseWorthWriting(lastUsedAt: Date | null, now: Date): boolean {
  return lastUsedAt === null || now.getTime() - lastUsedAt.getTime() >= usedEveryMs;
}

export function isExpired(expiresAt: Date | null, now: Date): boolean {
  return expiresAt !== null && expiresAt.getTime() <= now.getTime();
}

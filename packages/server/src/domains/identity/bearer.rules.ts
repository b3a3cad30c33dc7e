/** The credentials of an `Authorization` header; `undefined` for another scheme. */
export function parseBearer(header: string): string | undefined {
  return /^Bearer +(\S+)$/i.exec(header.trim())?.[1];
}

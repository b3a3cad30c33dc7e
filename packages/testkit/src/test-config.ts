/** The settings of the tests themselves; the only place of the testkit that reads the environment. */
import path from 'node:path';

export interface TestConfig {
  /** A server to use instead of the embedded one. Its user must be allowed to create databases. */
  readonly databaseUrl: string | undefined;
  /** Which API server tests get: the one in this process, or stock components as processes of their own. */
  readonly kubernetes: 'embedded' | 'stock';
  /** What may be kept between runs. */
  readonly cacheDir: string;
}

export function readTestConfig(): TestConfig {
  const databaseUrl = process.env['TEST_DATABASE_URL'];
  return {
    databaseUrl: databaseUrl === undefined || databaseUrl === '' ? undefined : databaseUrl,
    kubernetes: process.env['TEST_KUBERNETES'] === 'stock' ? 'stock' : 'embedded',
    cacheDir: path.resolve(import.meta.dirname, '..', '..', '..', '.cache'),
  };
}

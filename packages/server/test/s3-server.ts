/** A real S3 server in the test's own process. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Secret } from '@moorage/core/secret';
import S3rver from 's3rver';
import { afterAll, beforeAll } from 'vitest';
import type { S3TargetSettings } from '../src/adapters/s3/s3-target.ts';

export interface TestS3 {
  readonly endpoint: string;
  settings(prefix: string): S3TargetSettings;
}

/** Registers hooks that start it, with one bucket, and stop it. */
export function useS3Server(bucket = 'backups'): TestS3 {
  const directory = mkdtempSync(path.join(tmpdir(), 'moorage-s3-'));
  const server = new S3rver({ address: '127.0.0.1', port: 0, silent: true, directory, configureBuckets: [{ name: bucket }] });
  let endpoint = '';
  beforeAll(async () => {
    const { port } = await server.run();
    endpoint = `http://127.0.0.1:${port}`;
  });
  afterAll(async () => {
    await server.close();
    rmSync(directory, { recursive: true, force: true });
  });
  return {
    get endpoint() {
      return endpoint;
    },
    settings: (prefix) => ({
      bucket,
      prefix,
      region: 'us-east-1',
      endpoint,
      pathStyle: true,
      credentials: { accessKeyId: 'S3RVER', secretAccessKey: new Secret('S3RVER') },
      partBytes: 5 * 1_048_576,
    }),
  };
}

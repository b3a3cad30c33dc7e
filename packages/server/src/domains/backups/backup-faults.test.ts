/** The faults of backups that others have, and that this one must not get: each by what makes it impossible. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { backupTargetOf } from '../../backup-parts.ts';
import { loadConfig } from '../../config/config.ts';

const root = join(import.meta.dirname, '../../../../..');
const base = { DATABASE_DSN: 'postgres://db', ROOT_KEY: Buffer.alloc(32, 1).toString('base64') };

describe('backups', () => {
  it('can use no credential of an organization: no way leads to one', () => {
    const { domains } = JSON.parse(readFileSync(join(root, 'domains.json'), 'utf8'));
    expect(domains.backups.uses).toEqual([]);
    const parts = readFileSync(join(import.meta.dirname, '../../backup-parts.ts'), 'utf8');
    expect(parts).not.toMatch(/domains\/(credentials|secrets)/);
  });

  it('go where the environment says and nowhere else', () => {
    expect(backupTargetOf(loadConfig(base).backups.target)).toBeUndefined();
    const bucket = { ...base, BACKUP_S3_BUCKET: 'b', BACKUP_S3_PREFIX: '/p/', AWS_ACCESS_KEY_ID: 'of somebody' };
    expect(backupTargetOf(loadConfig(bucket).backups.target)?.description).toBe('s3://b/p');
    expect(() => loadConfig({ ...bucket, BACKUP_DIR: '/x' })).toThrow(/BACKUP_DIR and BACKUP_S3_BUCKET/);
    expect(() => loadConfig({ ...bucket, BACKUP_S3_ACCESS_KEY_ID: 'x' })).toThrow(/only together/);
  });

  it('need no program of another version: the export is our own', () => {
    const lines = readFileSync(join(import.meta.dirname, 'backup-export.service.ts'), 'utf8');
    expect(lines).not.toMatch(/child_process|pg_dump/);
  });
});

import { Secret } from '@moorage/core/secret';
import { describe, expect, it } from 'vitest';
import { describeBackupTarget } from '../../../test/backup-target.conformance.ts';
import { useS3Server } from '../../../test/s3-server.ts';
import { createS3Target } from './s3-target.ts';

const server = useS3Server();

async function* text(content: string): AsyncGenerator<Uint8Array> {
  yield Buffer.from(content);
}

describe('backups in a bucket', () => {
  describeBackupTarget(() => createS3Target(server.settings('moorage')));

  it('sees and touches nothing beside its prefix', async () => {
    const other = createS3Target(server.settings('other'));
    await other.write('one/data', text('theirs'));
    const own = createS3Target(server.settings('moorage'));
    expect(await own.list()).toEqual([]);
    await own.remove('one/data');
    expect(await other.list()).toHaveLength(1);
    await other.remove('one/data');
  });

  it('says what is wrong, and what to do', async () => {
    const settings = server.settings('moorage');
    const absent = createS3Target({ ...settings, bucket: 'absent' });
    await expect(absent.list()).rejects.toMatchObject({
      code: 'upstream_failed',
      details: { nextStep: expect.stringContaining('BACKUP_S3_BUCKET') },
    });
    const stranger = { accessKeyId: 'STRANGER', secretAccessKey: new Secret('another') };
    await expect(createS3Target({ ...settings, credentials: stranger }).write('one/data', text('x'))).rejects.toMatchObject({
      code: 'upstream_failed',
      details: { nextStep: expect.stringContaining('BACKUP_S3_ACCESS_KEY_ID') },
    });
  });
});

import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { describeBackupTarget } from '../../../test/backup-target.conformance.ts';
import { createDirectoryTarget } from './directory-target.ts';

let dir = '';
beforeEach(() => {
  dir = path.join(mkdtempSync(path.join(tmpdir(), 'moorage-backups-')), 'made', 'when-missing');
});
afterEach(() => rmSync(path.join(dir, '../..'), { recursive: true, force: true }));

async function* text(content: string): AsyncGenerator<Uint8Array> {
  yield Buffer.from(content);
}

describe('backups in a directory', () => {
  describeBackupTarget(() => createDirectoryTarget(dir));

  it('lets nobody else read them', async () => {
    await createDirectoryTarget(dir).write('one/data', text('x'));
    expect(statSync(path.join(dir, 'one/data')).mode & 0o077).toBe(0);
  });

  it('says what is wrong with the place, and what to do', async () => {
    await createDirectoryTarget(dir).write('one/data', text('x'));
    const inFile = createDirectoryTarget(path.join(dir, 'one/data'));
    await expect(inFile.write('two/data', text('y'))).rejects.toMatchObject({
      code: 'unavailable',
      details: { nextStep: expect.stringContaining('BACKUP_DIR') },
    });
  });

  it('sweeps only what is old', async () => {
    const target = createDirectoryTarget(dir);
    await target.write('one/data', text('x'));
    writeFileSync(path.join(dir, 'one/manifest.partial'), 'half');
    await target.sweep(new Date(0));
    expect(readdirSync(path.join(dir, 'one')).toSorted()).toEqual(['data', 'manifest.partial']);
    await target.sweep(new Date(8_640_000_000_000_000));
    expect(readdirSync(path.join(dir, 'one'))).toEqual(['data']);
  });
});

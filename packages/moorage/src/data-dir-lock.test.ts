import { mkdtempSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { acquireDataDirLock } from './data-dir-lock.ts';

let parent: string;

beforeEach(() => {
  parent = mkdtempSync(path.join(os.tmpdir(), 'moorage-data-dir-'));
});

afterEach(() => rmSync(parent, { recursive: true, force: true }));

describe('the lock of a data directory', () => {
  it('makes the directory, and lets others pass it but not list it', () => {
    const lock = acquireDataDirLock(path.join(parent, 'a', 'b'));
    expect(statSync(lock.dir).mode & 0o777).toBe(0o711);
  });

  it('refuses a second start and names the process', () => {
    const dir = path.join(parent, 'data');
    acquireDataDirLock(dir);
    expect(() => acquireDataDirLock(dir)).toThrow(`process ${process.pid}`);
  });

  it('sees through a link to the same directory', () => {
    const { dir } = acquireDataDirLock(path.join(parent, 'data'));
    symlinkSync(dir, path.join(parent, 'link'));
    expect(() => acquireDataDirLock(path.join(parent, 'link'))).toThrow('already running');
  });

  it('says what to do where there can be no directory', () => {
    const file = path.join(parent, 'file');
    writeFileSync(file, '');
    expect(() => acquireDataDirLock(file)).toThrow(`The data directory ${file} cannot be used (EEXIST`);
  });

  it('is free again after the release, and after the holder has died', () => {
    const dir = path.join(parent, 'data');
    acquireDataDirLock(dir).release();
    const again = acquireDataDirLock(dir);
    writeFileSync(path.join(again.dir, 'moorage.lock'), '4194304\nlong ago\n');
    expect(acquireDataDirLock(dir).dir).toBe(again.dir);
  });
});

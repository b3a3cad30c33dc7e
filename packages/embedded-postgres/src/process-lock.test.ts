import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { processStartMark } from './process-identity.ts';
import { acquireProcessLock } from './process-lock.ts';

let dir: string;
let file: string;

beforeEach(() => {
  dir = mkdtempSync(path.join(os.tmpdir(), 'moorage-lock-'));
  file = path.join(dir, 'below', 'lock');
});

afterEach(() => rmSync(dir, { recursive: true, force: true }));

/** The pid of a process that has ended. */
function deadPid(): number {
  return spawnSync(process.execPath, ['-e', '0']).pid;
}

describe('a process lock', () => {
  it('is held by one at a time and free again after the release', () => {
    const first = acquireProcessLock(file);
    expect(acquireProcessLock(file)).toMatchObject({ kind: 'held', holder: { pid: process.pid } });
    if (first.kind === 'acquired') first.release();
    expect(acquireProcessLock(file).kind).toBe('acquired');
  });

  it('is taken over from a process that has ended', () => {
    acquireProcessLock(file);
    writeFileSync(file, `${deadPid()}\nanything\n`);
    expect(acquireProcessLock(file).kind).toBe('acquired');
    expect(readFileSync(file, 'utf8')).toContain(`${process.pid}\n`);
  });

  it('is taken over when the pid now belongs to another process', () => {
    acquireProcessLock(file);
    writeFileSync(file, `${process.ppid}\nthe start mark of its predecessor\n`);
    expect(acquireProcessLock(file).kind).toBe('acquired');
  });

  it('is taken over when the file holds no pid', () => {
    acquireProcessLock(file);
    writeFileSync(file, '');
    expect(acquireProcessLock(file).kind).toBe('acquired');
  });

  it('does not release the lock of a successor', () => {
    const first = acquireProcessLock(file);
    const successor = `${process.ppid}\n${processStartMark(process.ppid) ?? ''}\n`;
    writeFileSync(file, successor);
    if (first.kind === 'acquired') first.release();
    expect(readFileSync(file, 'utf8')).toBe(successor);
  });

  it('leaves no other files behind', () => {
    acquireProcessLock(file);
    acquireProcessLock(file);
    expect(readdirSync(path.dirname(file))).toEqual(['lock']);
  });
});

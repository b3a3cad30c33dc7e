import { chmodSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findBarrier, nobody } from './run-as.ts';

const stranger = { uid: nobody, gid: nobody };
let dir: string;

beforeEach(() => {
  dir = mkdtempSync(path.join(os.tmpdir(), 'moorage-run-as-'));
  chmodSync(dir, 0o755);
  mkdirSync(path.join(dir, 'a', 'b'), { recursive: true });
});

afterEach(() => rmSync(dir, { recursive: true, force: true }));

describe('the way to a file', () => {
  it('is free when everybody may pass, also where a part of it does not exist yet', () => {
    expect(findBarrier(path.join(dir, 'a', 'b', 'file'), stranger)).toBeUndefined();
    expect(findBarrier(path.join(dir, 'a', 'later', 'file'), stranger)).toBeUndefined();
  });

  it('is barred by the first private directory', () => {
    chmodSync(path.join(dir, 'a'), 0o700);
    expect(findBarrier(path.join(dir, 'a', 'b', 'file'), stranger)).toBe(path.join(dir, 'a'));
  });

  it('is free to the owner of a private directory', () => {
    chmodSync(path.join(dir, 'a'), 0o700);
    const owner = { uid: process.getuid?.() ?? 0, gid: process.getgid?.() ?? 0 };
    expect(findBarrier(path.join(dir, 'a', 'b', 'file'), owner)).toBeUndefined();
  });

  it('needs the right to pass and not the right to list', () => {
    chmodSync(path.join(dir, 'a'), 0o711);
    expect(findBarrier(path.join(dir, 'a', 'b', 'file'), stranger)).toBeUndefined();
    chmodSync(path.join(dir, 'a'), 0o744);
    expect(findBarrier(path.join(dir, 'a', 'b', 'file'), stranger)).toBe(path.join(dir, 'a'));
  });
});

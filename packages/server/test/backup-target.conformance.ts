/** What every place for backups does; run by the test of each. */
import { waitUntil } from '@moorage/testkit/wait-until';
import { expect, it } from 'vitest';
import type { BackupTarget } from '../src/domains/backups/backup.ports.ts';

async function* piecesOf(...pieces: readonly (Uint8Array | Error)[]): AsyncGenerator<Uint8Array> {
  for (const piece of pieces) {
    if (piece instanceof Error) throw piece;
    yield piece;
  }
}

async function readAll(target: BackupTarget, name: string): Promise<Buffer> {
  const pieces: Uint8Array[] = [];
  for await (const piece of await target.read(name)) pieces.push(piece);
  return Buffer.concat(pieces);
}

const bytes = (length: number, seed: number): Buffer => Buffer.alloc(length, `piece ${seed}, in seventeens;`);

/** `open` gives one target, the same place each time, with parts of 5 MiB where there are parts. */
export function describeBackupTarget(open: () => BackupTarget): void {
  it('keeps what is written, whatever its length, and lists it', async () => {
    const target = open();
    const large = bytes(11_000_000, 3);
    const contents = { 'empty/data': Buffer.alloc(0), 'small/data': bytes(70_000, 1), 'large/data': large };
    for (const [name, content] of Object.entries(contents)) {
      const half = Math.floor(content.byteLength / 2);
      expect(await target.write(name, piecesOf(content.subarray(0, half), content.subarray(half)))).toBe(content.byteLength);
      expect((await readAll(target, name)).equals(content)).toBe(true);
    }
    const listed = await target.list();
    expect(listed.map(({ name, bytes: length }) => [name, length]).toSorted()).toEqual([
      ['empty/data', 0],
      ['large/data', 11_000_000],
      ['small/data', 70_000],
    ]);
    for (const name of Object.keys(contents)) await target.remove(name);
    expect(await target.list()).toEqual([]);
  });

  it('keeps nothing of what failed while it was written', async () => {
    const target = open();
    for (const length of [10, 11_000_000]) {
      const write = target.write('broken/data', piecesOf(bytes(length, 2), new Error('the source broke')));
      await expect(write).rejects.toThrow(/the source broke/);
      expect(await target.list()).toEqual([]);
    }
  });

  it('stops writing when it is told to', async () => {
    const target = open();
    const aborter = new AbortController();
    async function* source(): AsyncGenerator<Uint8Array> {
      yield bytes(11_000_000, 4);
      aborter.abort();
      yield bytes(11_000_000, 5);
    }
    await expect(target.write('stopped/data', source(), aborter.signal)).rejects.toThrow();
    expect(await target.list()).toEqual([]);
  });

  it('tells what is not there, and removes it without complaint', async () => {
    const target = open();
    await expect(target.read('absent/data')).rejects.toMatchObject({ code: 'not_found' });
    await target.remove('absent/data');
  });

  it('does not show what a killed upload left, and sweeps it', async () => {
    const target = open();
    const begun = Promise.withResolvers<void>();
    async function* frozen(): AsyncGenerator<Uint8Array> {
      yield bytes(11_000_000, 6);
      begun.resolve();
      await new Promise(() => {});
    }
    void target.write('killed/data', frozen()).catch(() => {});
    await begun.promise;
    expect(await target.list()).toEqual([]);
    await target.sweep(new Date(8_640_000_000_000_000));
    expect(await target.list()).toEqual([]);
  });

  it('lets go of what is not read to its end', async () => {
    const target = open();
    await target.write('long/data', piecesOf(bytes(3_000_000, 7)));
    const reader = (await target.read('long/data'))[Symbol.asyncIterator]();
    await reader.next();
    await reader.return?.();
    await target.remove('long/data');
    await waitUntil(async () => (await target.list()).length === 0, { describe: 'an empty target' });
  });
}

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createFakeClock } from '@moorage/core/clock';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { LogOptions } from '../pod-streams.ts';
import { createContainerLog, openFinishedLog, type LogSource } from './container-log.ts';
import { readLog } from './log-reader.ts';
import { waitUntil } from './node-harness.fake.ts';

async function read(source: LogSource | undefined, options: LogOptions = {}): Promise<string> {
  if (source === undefined) throw new Error('no log');
  const chunks: Buffer[] = [];
  for await (const chunk of readLog(source, options, new AbortController().signal)) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}

describe('a container log', () => {
  let dir = '';
  const clock = createFakeClock();
  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), 'moorage-logs-'));
  });
  afterAll(() => rm(dir, { recursive: true }));

  it('keeps lines whole, whatever the chunks', async () => {
    const log = await createContainerLog(join(dir, 'chunks.log'), clock);
    for (const chunk of ['on', 'e\ntw', 'o\n', '\nlast']) log.write('stdout', Buffer.from(chunk));
    log.write('stderr', Buffer.from('err\n'));
    await log.close();
    expect(await read(log.source)).toBe('one\ntwo\n\nerr\nlast\n');
    expect(await read(await openFinishedLog(log.path), { timestamps: true, tailLines: 1 })).toBe(
      '2026-03-04T05:06:07.089Z last\n',
    );
  });

  it('joins the parts of a very long line', async () => {
    const log = await createContainerLog(join(dir, 'long.log'), clock);
    const long = 'x'.repeat(40_000);
    log.write('stdout', Buffer.from(`${long}\nnext\n`));
    await log.close();
    expect(await read(log.source)).toBe(`${long}\nnext\n`);
  });

  it.each([
    [0, ''],
    [2, 'line 9998\nline 9999\n'],
    [20_000, undefined],
  ])('gives the last %d lines of many', async (tailLines, expected) => {
    const log = await createContainerLog(join(dir, `tail-${tailLines}.log`), clock);
    const all = Array.from({ length: 10_000 }, (_, index) => `line ${index}\n`).join('');
    log.write('stdout', Buffer.from(all));
    await log.close();
    expect(await read(log.source, { tailLines })).toBe(expected ?? all);
  });

  it('gives what is newer, and no more than asked for', async () => {
    const log = await createContainerLog(join(dir, 'since.log'), clock);
    log.write('stdout', Buffer.from('old\n'));
    await clock.advance(60_000);
    log.write('stdout', Buffer.from('new\n'));
    await log.close();
    expect(await read(log.source, { sinceTime: new Date(clock.now().getTime() - 1000) })).toBe('new\n');
    expect(await read(log.source, { limitBytes: 5 })).toBe('old\nn');
  });

  it('rotates, keeps the last two files and lets a follower go on', async () => {
    const log = await createContainerLog(join(dir, 'rotate.log'), clock);
    const abort = new AbortController();
    let received = 0;
    const follow = (async () => {
      for await (const chunk of readLog(log.source, { follow: true }, abort.signal))
        received += chunk.toString().split('\n').length - 1;
    })();
    const block = Buffer.from(`${'y'.repeat(1000)}\n`.repeat(1000));
    for (let round = 1; round <= 24; round += 1) {
      log.write('stdout', block);
      await waitUntil('the follower', () => received === round * 1000);
    }
    await log.close();
    await follow;
    expect(received).toBe(24_000);
    const { first, end } = log.source.bounds();
    expect(first).toBeGreaterThan(0);
    expect(end - first).toBeLessThan(22 * 2 ** 20);
  });

  it('ends a follower when it leaves', async () => {
    const log = await createContainerLog(join(dir, 'leave.log'), clock);
    const abort = new AbortController();
    const follow = readLog(log.source, { follow: true }, abort.signal).next();
    abort.abort();
    expect((await follow).done).toBe(true);
    await log.close();
  });
});

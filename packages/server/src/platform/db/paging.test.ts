import { describe, expect, it } from 'vitest';
import { decodeCursor, encodeCursor, toPage } from './paging.ts';

describe('cursors', () => {
  it('come back as they went', () => {
    const parts = ['2026-01-02T03:04:05.678901Z', 'ü"\n'];
    expect(decodeCursor(encodeCursor(parts), 2)).toEqual(parts);
  });
  it.each([
    '',
    'garbage',
    encodeCursor(['one']),
    Buffer.from('{"a":1}').toString('base64url'),
    Buffer.from('[1,2]').toString('base64url'),
  ])('%s is refused', (cursor) => {
    expect(() => decodeCursor(cursor, 2)).toThrow(expect.objectContaining({ code: 'invalid_request' }));
  });
});

describe('toPage', () => {
  const rows = [{ id: 1 }, { id: 2 }, { id: 3 }];
  const page = (limit: number) =>
    toPage(
      rows,
      limit,
      (row) => [String(row.id)],
      (row) => row.id,
    );
  it('ends with a cursor at the last row kept when more follow', () => {
    expect(page(2)).toEqual({ items: [1, 2], nextCursor: encodeCursor(['2']) });
  });
  it('ends without one otherwise', () => {
    expect(page(3)).toEqual({ items: [1, 2, 3] });
    expect(
      toPage(
        [],
        3,
        () => [],
        (row) => row,
      ),
    ).toEqual({ items: [] });
  });
});

import { describe, expect, it } from 'vitest';
import { createFakeClock } from './clock.ts';
import { createIds, isUuid } from './ids.ts';

describe('ids', () => {
  const clock = createFakeClock(new Date('2026-01-01T00:00:00Z'));
  const ids = createIds(clock);

  it('makes UUIDs of version 7 that sort by time', async () => {
    const first = ids.uuid();
    await clock.advance(1);
    const second = ids.uuid();
    expect(first).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(first < second).toBe(true);
    expect(Number.parseInt(first.replaceAll('-', '').slice(0, 12), 16)).toBe(Date.UTC(2026, 0, 1));
  });

  it('makes tokens of 256 bits in URL-safe characters', () => {
    expect(ids.token()).toMatch(/^[A-Za-z0-9_-]{43}$/);
    expect(ids.token()).not.toBe(ids.token());
  });

  it('makes names that are DNS labels, begin with a letter and spell no word', () => {
    for (let length = 1; length <= 63; length += 1) {
      const name = ids.name(length);
      expect(name).toHaveLength(length);
      expect(name).toMatch(/^[a-z][a-z0-9]*$/);
      expect(name).not.toMatch(/[aeiou01l]/);
    }
  });

  it('recognizes UUIDs and nothing else', () => {
    expect(isUuid(ids.uuid())).toBe(true);
    for (const text of ['', 'not-a-uuid', `${ids.uuid()}0`, `{${ids.uuid()}}`, "'; drop table users; --"])
      expect(isUuid(text)).toBe(false);
  });
});

import { describe, expect, it } from 'vitest';
import { assignShards, shardOf } from './shard-assignment.ts';

const loadsOf = (assigned: ReadonlyMap<number, string>): number[] =>
  [...Map.groupBy(assigned.values(), (member) => member).values()].map((shards) => shards.length);

describe('assignment of shards', () => {
  it('gives every shard to somebody and nobody more than a share', () => {
    for (const members of [['a'], ['a', 'b'], ['a', 'b', 'c'], ['a', 'b', 'c', 'd', 'e', 'f', 'g']]) {
      const loads = loadsOf(assignShards(16, members));
      expect(loads.reduce((sum, load) => sum + load, 0)).toBe(16);
      expect(Math.max(...loads)).toBeLessThanOrEqual(Math.ceil(16 / members.length));
    }
  });

  it('does not depend on who asks', () => {
    expect(assignShards(16, ['c', 'a', 'b'])).toEqual(assignShards(16, ['a', 'b', 'c']));
  });

  it('leaves most shards where they are when a member goes', () => {
    const before = assignShards(64, ['a', 'b', 'c', 'd']);
    const after = assignShards(64, ['a', 'b', 'c']);
    const moved = [...before].filter(([shard, member]) => member !== 'd' && after.get(shard) !== member);
    expect(moved.length).toBeLessThan(16);
  });

  it('gives nothing to nobody', () => {
    expect(assignShards(16, []).size).toBe(0);
  });
});

describe('shard of a namespace', () => {
  it('is always the same, within bounds and evenly spread', () => {
    const counts = Array.from({ length: 8 }, () => 0);
    for (let index = 0; index < 8_000; index += 1) {
      const shard = shardOf(`team-${index}`, 8);
      expect(shard).toBe(shardOf(`team-${index}`, 8));
      counts[shard] = (counts[shard] ?? 0) + 1;
    }
    expect(Math.min(...counts)).toBeGreaterThan(850);
    expect(Math.max(...counts)).toBeLessThan(1_150);
  });
});

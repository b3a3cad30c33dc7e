import { describe, expect, it } from 'vitest';
import { usedBetween } from './usage.rules.ts';

describe('what was used between two looks', () => {
  it('is processor time over the window, and the memory at its end', () => {
    const used = usedBetween({ cpuMs: 1_000, memoryBytes: 10 }, { cpuMs: 3_500, memoryBytes: 20 }, 5_000);
    expect(used).toEqual({ cpuCores: 0.5, memoryBytes: 20 });
  });

  it('is never less than nothing, when a process took its time along', () => {
    expect(usedBetween({ cpuMs: 9_000, memoryBytes: 1 }, { cpuMs: 10, memoryBytes: -1 }, 5_000)).toEqual({
      cpuCores: 0,
      memoryBytes: 0,
    });
  });

  it('is unknown of what was there at one look only', () => {
    expect(usedBetween(undefined, { cpuMs: 1, memoryBytes: 1 }, 5_000)).toBeUndefined();
    expect(usedBetween({ cpuMs: 1, memoryBytes: 1 }, undefined, 5_000)).toBeUndefined();
    expect(usedBetween({ cpuMs: 1, memoryBytes: 1 }, { cpuMs: 1, memoryBytes: 1 }, 0)).toBeUndefined();
  });
});

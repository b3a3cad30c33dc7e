import { describe, expect, it } from 'vitest';
import { findFolderCycles } from './folder-cycles.ts';

function tree(imports: Record<string, readonly string[]>): ReturnType<typeof findFolderCycles> {
  return findFolderCycles(
    Object.entries(imports).map(([source, targets]) => ({ source, dependencies: targets.map((resolved) => ({ resolved })) })),
  );
}

describe('cycles of folders', () => {
  it('are none where folders stand on each other', () => {
    expect(tree({ 'a/one.ts': ['b/one.ts', 'a/two.ts'], 'a/two.ts': ['c/one.ts'], 'b/one.ts': ['c/one.ts'] })).toEqual([]);
  });

  it('are found where no file is in a cycle, with the way back', () => {
    const found = tree({ 'a/one.ts': ['b/one.ts'], 'b/two.ts': ['c/one.ts'], 'c/two.ts': ['a/two.ts'] });
    expect(found).toContainEqual({ from: 'a', to: 'b', via: ['b', 'c', 'a'] });
    expect(found).toHaveLength(3);
  });

  it('count what a folder inside needs as a need of the folder', () => {
    expect(tree({ 'a/deep/one.ts': ['b/one.ts'], 'b/two.ts': ['a/two.ts'] })).toEqual([
      { from: 'a', to: 'b', via: ['b', 'a'] },
      { from: 'b', to: 'a', via: ['a', 'b'] },
    ]);
  });

  it('are found between a folder and the one that it lies in', () => {
    expect(tree({ 'a/one.ts': ['a/inner/one.ts'], 'a/inner/two.ts': ['a/two.ts'] })).toEqual([]);
    expect(tree({ 'a/inner/two.ts': ['a/two.ts'], 'a/two.ts': ['b/one.ts'], 'b/two.ts': ['a/inner/one.ts'] })).not.toEqual([]);
  });
});

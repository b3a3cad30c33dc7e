/** Switches of the store that end at every one of their steps, writers who know nothing of them, and two at once. */
import { beforeEach, describe, expect, it } from 'vitest';
import { createMemoryMovers } from '../../../test/memory-movers.ts';
import {
  builtInPaths,
  choice,
  choose,
  keys,
  leftovers,
  pathsOf,
  readAll,
  storesOf,
  texts,
  useMoveScene,
  write,
} from '../../../test/secret-move-scene.ts';
import { settle } from '../../../test/secret-mover.ts';
import { graceMs } from './secret-move.service.ts';

const scene = useMoveScene('secret_move');
const { outside, elsewhere, mover, reset } = createMemoryMovers(scene);
beforeEach(reset);

class Crash extends Error {}

/** Names the steps, and ends the process at the one of this number. */
function steps(crashAt?: number): { readonly names: string[]; onStep(step: string): void } {
  const names: string[] = [];
  return {
    names,
    onStep(step) {
      names.push(step);
      if (names.length - 1 === crashAt) throw new Crash(step);
    },
  };
}

describe('a switch of the store of secrets', () => {
  it('moves every document, and removes what was there before after a day', async () => {
    await choose(scene, 'vault');
    expect(await settle(mover())).toEqual({ moved: 2, failed: 0, removed: 0, isDone: true });
    expect([await readAll(mover()), await storesOf(mover())]).toEqual([texts, ['vault', 'vault']]);
    expect((await choice(scene)).finished_at).toEqual(scene.clock.now());
    expect(pathsOf(await builtInPaths(scene))).toEqual(pathsOf(keys));
    await scene.clock.advance(graceMs + 1);
    expect(await settle(mover())).toMatchObject({ moved: 0, removed: 2 });
    expect([await builtInPaths(scene), await leftovers(scene), await readAll(mover())]).toEqual([[], [], texts]);
  });

  it('leaves every value readable where it ends at any step, and goes on from there', async () => {
    const run = async (onStep?: (step: string) => void): Promise<void> => {
      await settle(mover({ batchSize: 1, ...(onStep === undefined ? {} : { onStep }) }));
      await scene.clock.advance(graceMs + 1);
      await settle(mover({ batchSize: 1, ...(onStep === undefined ? {} : { onStep }) }));
    };
    await choose(scene, 'vault');
    const counted = steps();
    await run(counted.onStep);
    expect(counted.names.length).toBe(2 * 5 + 2 * 3);
    for (const [index, name] of counted.names.entries()) {
      await reset();
      await choose(scene, 'vault');
      await expect(run(steps(index).onStep)).rejects.toThrow(name);
      expect(await readAll(mover())).toEqual(texts);
      await settle(mover());
      await scene.clock.advance(graceMs + 1);
      await settle(mover());
      expect([await readAll(mover()), await storesOf(mover())]).toEqual([texts, ['vault', 'vault']]);
      // Nothing doubled, nothing left behind.
      expect([await builtInPaths(scene), await leftovers(scene), [...outside.documents.keys()].toSorted()]).toEqual([
        [],
        [],
        pathsOf(keys),
      ]);
    }
  });

  it('misses nothing that is written at any of its steps', async () => {
    const counted = steps();
    await choose(scene, 'vault');
    await settle(mover({ onStep: counted.onStep }));
    for (const index of counted.names.keys()) {
      await reset();
      await choose(scene, 'vault');
      let [count, during]: [number, Promise<void>] = [0, Promise.resolve()];
      await settle(
        mover({
          vault: {
            async get(key) {
              await during;
              return await outside.get(key);
            },
          },
          onStep(step) {
            // Inside of the transaction that locks the path nobody else gets that far.
            if (count === index && step !== 'the pointer is written') during = write(scene, keys[0], 'changed');
            count += 1;
          },
        }),
      );
      await during;
      const isLocked = counted.names[index] === 'the pointer is written';
      expect(await readAll(mover())).toEqual([isLocked ? 'value 0' : 'changed', 'value 1']);
      await settle(mover());
      expect(await storesOf(mover())).toEqual(['vault', 'vault']);
    }
  });

  it('ends the same where several workers move at once', async () => {
    await choose(scene, 'vault');
    await Promise.all([1, 2, 3].map(() => settle(mover({ batchSize: 1 }))));
    await settle(mover());
    expect([await readAll(mover()), await storesOf(mover())]).toEqual([texts, ['vault', 'vault']]);
    await scene.clock.advance(graceMs + 1);
    await Promise.all([1, 2, 3].map(() => settle(mover())));
    expect([await builtInPaths(scene), await leftovers(scene), outside.documents.size]).toEqual([[], [], 2]);
  });

  it('is taken back at any step, and then nothing is left where it went', async () => {
    await choose(scene, 'vault');
    const counted = steps();
    await settle(mover({ onStep: counted.onStep }));
    for (const index of counted.names.keys()) {
      await reset();
      await choose(scene, 'vault');
      await settle(mover({ onStep: steps(index).onStep })).catch((error: unknown) => {
        if (!(error instanceof Crash)) throw error;
      });
      await choose(scene, 'built-in');
      await settle(mover());
      expect([await readAll(mover()), await storesOf(mover())]).toEqual([texts, ['built-in', 'built-in']]);
      await scene.clock.advance(graceMs + 1);
      await settle(mover());
      expect([[...outside.documents.keys()], await leftovers(scene), await readAll(mover())]).toEqual([[], [], texts]);
    }
  });

  it('goes from one outside store to another', async () => {
    await choose(scene, 'vault');
    await settle(mover());
    await choose(scene, 'aws');
    await settle(mover());
    await scene.clock.advance(graceMs + 1);
    await settle(mover());
    expect([await readAll(mover()), outside.documents.size, elsewhere.documents.size]).toEqual([texts, 0, 2]);
  });

  it('works from the record where the old store is gone, and keeps the note of what is in there', async () => {
    await choose(scene, 'vault');
    await settle(mover());
    await choose(scene, 'built-in');
    await settle(mover({ without: 'vault' }));
    await scene.clock.advance(graceMs + 1);
    await settle(mover({ without: 'vault' }));
    expect(await readAll(mover({ without: 'vault' }))).toEqual(texts);
    expect((await leftovers(scene)).map(({ store }) => store)).toEqual(['vault', 'vault']);
  });
});

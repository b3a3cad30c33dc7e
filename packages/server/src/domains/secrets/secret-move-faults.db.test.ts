/** Switches to stores that do not do their part, and what becomes of documents that nobody needs. */
import { AppError } from '@moorage/core/errors';
import { Secret } from '@moorage/core/secret';
import { beforeEach, describe, expect, it } from 'vitest';
import { createMemoryMovers } from '../../../test/memory-movers.ts';
import {
  addOrg,
  choice,
  choose,
  keys,
  mine,
  other,
  pathsOf,
  read,
  readAll,
  storesOf,
  texts,
  useMoveScene,
  write,
} from '../../../test/secret-move-scene.ts';
import { settle } from '../../../test/secret-mover.ts';
import type { DocumentKey, SecretValues } from '../secret-stores/index.ts';
import { graceMs } from './secret-move.service.ts';

const scene = useMoveScene('secret_move_faults');
const { outside, rolledOut, published, mover, reset } = createMemoryMovers(scene);
beforeEach(reset);

describe('a store that does not do its part', () => {
  const stays = async (more: Partial<SecretValues>, problem: string): Promise<void> => {
    await choose(scene, 'vault');
    expect(await settle(mover({ vault: more }))).toMatchObject({ moved: 0 });
    expect([await readAll(mover()), await storesOf(mover())]).toEqual([texts, ['built-in', 'built-in']]);
    expect(await choice(scene)).toMatchObject({ finished_at: null, problem: expect.stringContaining(problem) });
    await settle(mover());
    expect([await storesOf(mover()), (await choice(scene)).problem]).toEqual([['vault', 'vault'], null]);
  };

  it('gets nothing entrusted while it is away', async () => {
    let asked = 0;
    await stays(
      {
        async put() {
          asked += 1;
          throw new AppError('unavailable', 'The vault is sealed.');
        },
      },
      'sealed',
    );
    expect(asked).toBe(1);
  });

  it('gets nothing entrusted where it does not give back what it took', async () => {
    await stays(
      {
        async get(key) {
          const found = await outside.get(key);
          return found === undefined ? undefined : { ...found, values: { A: new Secret('garbled') } };
        },
      },
      'did not give back',
    );
  });

  it('does not stop the others where one document is too large for it', async () => {
    await choose(scene, 'vault');
    const large = keys[0].path;
    const how = {
      vault: {
        async put(...[key, values, expected]: Parameters<SecretValues['put']>) {
          if (key.path === large) throw new AppError('limit_exceeded', 'The document is too large.');
          return await outside.put(key, values, expected);
        },
      },
    };
    expect(await settle(mover(how))).toMatchObject({ moved: 1, failed: 1 });
    expect([await readAll(mover()), await storesOf(mover())]).toEqual([texts, ['built-in', 'vault']]);
    expect(await choice(scene)).toMatchObject({ finished_at: null, problem: 'The document is too large.' });
  });
});

describe('documents that nobody needs', () => {
  it('go from the store after their organization', async () => {
    const leaving = scene.ids.uuid();
    await addOrg(scene, leaving);
    await write(scene, { orgId: leaving, path: `orgs/${leaving}/secrets` }, 'value 4');
    await choose(scene, 'vault');
    await settle(mover());
    expect(outside.documents.size).toBe(3);
    await scene.database.system('test', (tx) => tx.deleteFrom('orgs').where('id', '=', leaving).execute());
    await settle(mover());
    expect([...outside.documents.keys()].toSorted()).toEqual(pathsOf(keys));
  });

  it('are kept from those who begin anew under the same name until they are gone', async () => {
    const key = keys[1];
    await choose(scene, 'vault');
    await settle(mover());
    await scene.database.system('test', (tx) => tx.deleteFrom('secrets').where('path', '=', key.path).execute());
    await scene.database.system('test', (tx) => tx.deleteFrom('secret_paths').where('path', '=', key.path).execute());
    await scene.clock.advance(1_000);
    let refused: unknown;
    const remove = async (removed: DocumentKey): Promise<void> => {
      await write(scene, key, 'new');
      refused = await read(mover(), key).catch((error: unknown) => error);
      await outside.remove(removed);
    };
    await settle(mover({ vault: { remove } }));
    expect(refused).toMatchObject({ code: 'unavailable' });
    expect(published).toContainEqual({ orgId: key.orgId, path: key.path });
    expect(await read(mover(), key)).toEqual({ value: 'new', store: 'vault' });
    await scene.clock.advance(graceMs + 1);
    await settle(mover());
    expect(await read(mover(), key)).toEqual({ value: 'new', store: 'vault' });
  });

  it('are told to those who read the store themselves: they are rolled out in the transaction that moves the pointer', async () => {
    await choose(scene, 'vault');
    await settle(mover());
    expect(rolledOut).toEqual([]);
    const external = { storeRef: { kind: 'SecretStore', name: 'a' }, keyOf: (path: string) => path } as const;
    await choose(scene, 'built-in');
    await settle(mover({ vault: { external } }));
    expect(new Set(rolledOut)).toEqual(new Set([mine, other]));
  });
});

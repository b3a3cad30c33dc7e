/** Switches of the store in processes that are killed with SIGKILL at each of their steps, and others that go on from there. */
import { readTestConfig } from '@moorage/testkit/test-config';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { mount, outsideStores, prefix } from '../../../test/outside-stores.ts';
import { builtInStore, createMover } from '../../../test/secret-mover.ts';
import {
  builtInPaths,
  choice,
  choose,
  keys,
  leftovers,
  pathsOf,
  readAll,
  resetScene,
  rootByte,
  storesOf,
  texts,
  useMoveScene,
} from '../../../test/secret-move-scene.ts';
import { type SecretsManagerServer, startSecretsManagerServer } from '../../../test/secrets-manager-server.ts';
import { startVaultKvServer, type VaultKvServer } from '../../../test/vault-kv-server.ts';
import { useVictims } from '../../../test/victims.ts';
import type { ConfiguredValues } from '../../adapters/secret-values/configured-values.ts';
import type { StoreName } from '../secret-stores/index.ts';
import { graceMs } from './secret-move.service.ts';

const scene = useMoveScene('secret_move_kill');
const startVictim = useVictims('secret-move-victim.ts');
let vaultServer: VaultKvServer;
let awsServer: SecretsManagerServer;
let outside: ConfiguredValues;

beforeAll(async () => {
  [vaultServer, awsServer] = await Promise.all([startVaultKvServer(mount), startSecretsManagerServer()]);
  outside = outsideStores({ vaultUrl: vaultServer.url, awsUrl: awsServer.url });
});
afterAll(async () => {
  await outside.stop();
  await Promise.all([vaultServer.stop(), awsServer.stop()]);
});

/** Of this process, for looking. */
function reader() {
  const parts = { db: scene.database, vault: scene.vault.vault, clock: scene.clock };
  return createMover({ ...parts, stores: [builtInStore(parts), ...outside.stores] });
}

const order = () => ({
  ...{ dsn: scene.dsn, rootByte, at: scene.clock.now() },
  ...{ vaultUrl: vaultServer.url, awsUrl: awsServer.url },
});

/** What each store has, asked for at its server and not through the platform. */
async function heldBy(): Promise<Record<StoreName, string[]>> {
  const named = (names: Iterable<string>): string[] => [...names].map((name) => name.slice(prefix.length + 1)).toSorted();
  return {
    'built-in': pathsOf(await builtInPaths(scene)),
    vault: named(vaultServer.entries.keys()),
    aws: named(awsServer.secrets.keys()),
  };
}

const nothing: Record<StoreName, string[]> = { 'built-in': [], vault: [], aws: [] };
/** Every store is left and entered on the way. */
const way: readonly StoreName[] = ['vault', 'aws', 'built-in'];
/** Right after a store was asked for something: what a kill leaves there is another thing in each. The others are of PostgreSQL alone. */
const ofStores = new Set(['the document is in the target', 'the target has been read back', 'a document is removed']);
const everyKill = (steps: readonly string[]): string[] =>
  [...new Set(steps)].flatMap((step) => (ofStores.has(step) ? way.map(() => step) : [step]));
/** With `npm test` one in each store, on the server of production every one. */
const killsAt = (steps: readonly string[]): string[] =>
  readTestConfig().everyKill ? everyKill(steps) : way.map(() => 'the document is in the target');

describe('kill -9', { timeout: 240_000 }, () => {
  it('of a switch of the store loses no value, doubles none and leaves none behind, at any step of the way around', async () => {
    await resetScene(scene, reader);
    let victim = startVictim();
    await choose(scene, 'vault');
    const { steps, value } = await victim.run(order());
    expect(value).toEqual({ moved: keys.length, removed: keys.length });
    const [perMove, perRemoval] = [5, 3];
    expect(steps).toHaveLength((perMove + perRemoval) * keys.length);
    expect(new Set(steps).size).toBe(perMove + perRemoval);
    expect(await heldBy()).toEqual({ ...nothing, vault: pathsOf(keys) });

    await choose(scene, 'built-in');
    await victim.run(order());
    // Killed with the second document in its hands where the first has arrived, whoever goes on is the next to be killed.
    for (const [index, step] of killsAt(steps).entries()) {
      const to = way[index % way.length] ?? 'built-in';
      await choose(scene, to);
      const follower = startVictim();
      await victim.die(order(), steps.lastIndexOf(step));
      expect([to, step, await readAll(reader())]).toEqual([to, step, texts]);
      expect((await follower.run(order())).refused).toBeUndefined();
      expect([await readAll(reader()), await storesOf(reader())]).toEqual([texts, [to, to]]);
      await scene.clock.advance(graceMs + 1);
      expect([await heldBy(), await leftovers(scene)]).toEqual([{ ...nothing, [to]: pathsOf(keys) }, []]);
      expect(await choice(scene)).toMatchObject({ store: to, finished_at: expect.any(Date), problem: null });
      victim = follower;
    }
  });
});

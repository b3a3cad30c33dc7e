import { type Clock, createFakeClock, type FakeClock, systemClock } from '@moorage/core/clock';
import { AppError } from '@moorage/core/errors';
import { createIds } from '@moorage/core/ids';
import { silentLog } from '@moorage/core/log';
import { done } from '@moorage/core/outcome';
import { startTestApiServer, type TestApiServer } from '@moorage/testkit/api-server';
import { createChance } from '@moorage/testkit/fault-plan';
import { seedsOf } from '@moorage/testkit/test-config';
import { waitUntil } from '@moorage/testkit/wait-until';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createKubeClient, type KubeClient } from '../client/client.ts';
import { keyOf, type KubeObject, parseKey } from '../objects.ts';
import { resources } from '../resources.ts';
import { createController, source } from './controller.ts';
import { createInformer } from './informer.ts';
import { createSharding, type Sharding } from './sharding.ts';

const ids = createIds(systemClock);
let server: TestApiServer;
let client: KubeClient;
beforeAll(async () => {
  server = await startTestApiServer({ controllers: false });
  client = createKubeClient({ connection: server.connection, clock: systemClock, ids });
});
afterAll(async () => {
  client.close();
  await server.stop();
});

const shards = 6;
const leaseMs = 15_000;
/** One namespace of each shard; they need not exist for a fence to decide. */
const namespacesOf = (sharding: Sharding): string[] => {
  const found = new Map<number, string>();
  for (let index = 0; found.size < shards; index += 1) found.set(sharding.shardOf(`n${index}`), `n${index}`);
  return [...found.values()];
};

/** What a replica can suffer: its calls fail, its calls hang until it is well again, or it stands still as a whole. */
type Health = 'well' | 'cut off' | 'hanging' | 'suspended';

interface Replica {
  readonly sharding: Sharding;
  become(health: Health): void;
  /** Tries to write to every shard; gives the namespaces where the fence let it through. */
  tryWrites(namespaces: readonly string[]): Promise<string[]>;
}

interface World {
  readonly clock: FakeClock;
  /** Moves the time in small steps and lets all calls under way come to their end after each. */
  pass(ms: number): Promise<void>;
  add(identity: string): Promise<Replica>;
}

function createWorld(name: string): World {
  const clock = createFakeClock();
  let underWay = 0;
  const settle = async (): Promise<void> => {
    for (let quiet = 0; quiet < 3; quiet = underWay === 0 ? quiet + 1 : 0) await new Promise((resolve) => setImmediate(resolve));
  };

  /** A client that stands for the replica's network, and a clock that stands still with it. */
  function ailing(): { client: KubeClient; clock: Clock; become(health: Health): void } {
    let health: Health = 'well';
    const recovered = new Set<() => void>();
    const whenWell = (): Promise<void> => new Promise((resolve) => void recovered.add(resolve));
    const through = async <T>(call: () => Promise<T>): Promise<T> => {
      if (health === 'cut off') throw new AppError('unavailable', 'cut off');
      if (health === 'hanging' || health === 'suspended') await whenWell();
      underWay += 1;
      try {
        return await call();
      } finally {
        underWay -= 1;
      }
    };
    const faulty: KubeClient = {
      ...client,
      list: (...args) => through(() => client.list(...args)),
      create: (...args) => through(() => client.create(...args)),
      replace: (...args) => through(() => client.replace(...args)),
      mergePatch: (...args) => through(() => client.mergePatch(...args)),
      remove: (...args) => through(() => client.remove(...args)),
    };
    const late: Clock = {
      ...clock,
      after: (ms, fn) => clock.after(ms, () => void (health === 'suspended' ? whenWell().then(fn) : fn())),
      sleep: async (ms, signal) => {
        await clock.sleep(ms, signal);
        if (health === 'suspended') await whenWell();
      },
    };
    return {
      client: faulty,
      clock: late,
      become(next) {
        health = next;
        if (next !== 'well') return;
        for (const wake of recovered) wake();
        recovered.clear();
      },
    };
  }

  return {
    clock,
    async pass(ms) {
      for (let passed = 0; passed < ms; passed += 500) {
        await clock.advance(Math.min(500, ms - passed));
        await settle();
      }
    },
    async add(identity) {
      const body = ailing();
      const sharding = createSharding(
        { client: body.client, clock: body.clock, log: silentLog },
        { namespace: 'default', name, identity, shards, leaseSeconds: leaseMs / 1_000 },
      );
      const passing: KubeClient = { ...client, remove: async () => true };
      const fenced = sharding.fence(passing);
      await sharding.start();
      await settle();
      return {
        sharding,
        become: (health) => body.become(health),
        async tryWrites(namespaces) {
          const attempts = namespaces.map((namespace) =>
            fenced.remove(resources.configMap, { namespace, name: 'any' }).then(
              () => [namespace],
              () => [],
            ),
          );
          return (await Promise.all(attempts)).flat();
        },
      };
    },
  };
}

async function stopAll(world: World, replicas: Iterable<Replica>): Promise<void> {
  for (const replica of replicas) {
    replica.become('well');
    const stopping = replica.sharding.stop();
    await world.pass(1_000);
    await stopping;
  }
}

const heldBy = (replicas: Iterable<Replica>): number[] => [...replicas].flatMap((replica) => replica.sharding.held()).toSorted();
const everyShard = Array.from({ length: shards }, (_, index) => index);

describe('sharding', () => {
  it('spreads the shards evenly, moves them to who comes and back from who goes', async () => {
    const world = createWorld('spread');
    const a = await world.add('a');
    await world.pass(5_000);
    expect(a.sharding.held()).toEqual(everyShard);
    const b = await world.add('b');
    await world.pass(10_000);
    expect(heldBy([a, b])).toEqual(everyShard);
    expect([a.sharding.held().length, b.sharding.held().length]).toEqual([3, 3]);
    const stopping = a.sharding.stop();
    await world.pass(5_000);
    await stopping;
    expect(b.sharding.held()).toEqual(everyShard);
    await stopAll(world, [b]);
    const left = await client.list(resources.lease, { labelSelector: 'moorage.dev/sharding=spread' });
    expect(left.items.filter((lease) => keyOf(lease).includes('member'))).toEqual([]);
  });

  it('waits with a hand-over for the work that runs, but not beyond its lease', async () => {
    const world = createWorld('patient');
    const a = await world.add('a');
    await world.pass(5_000);
    const finish = Promise.withResolvers<void>();
    a.sharding.subscribe({ gained: () => {}, lost: () => finish.promise });
    const stopping = a.sharding.stop();
    const b = await world.add('b');
    await world.pass(3_000);
    expect(a.sharding.held()).toEqual([]);
    expect(b.sharding.held()).toEqual([]);
    expect(await a.tryWrites(namespacesOf(a.sharding))).toHaveLength(shards);
    await world.pass(30_000);
    await stopping;
    expect(await a.tryWrites(namespacesOf(a.sharding))).toEqual([]);
    expect(b.sharding.held()).toEqual(everyShard);
    finish.resolve();
    await stopAll(world, [b]);
  });

  it.each(seedsOf(12))(
    'never lets two write to one shard, whatever befalls replicas, and leaves none without (seed %i)',
    async (seed) => {
      const chance = createChance(seed);
      const world = createWorld(`seed-${seed}`);
      const replicas = new Map<string, Replica>();
      const pick = <T>(from: readonly T[]): T | undefined => from[Math.floor(chance() * from.length)];
      for (const name of ['a', 'b', 'c']) replicas.set(name, await world.add(name));
      const [first] = replicas.values();
      const namespaces = first === undefined ? [] : namespacesOf(first.sharding);
      for (let step = 0; step < 30; step += 1) {
        const replica = pick([...replicas.values()]);
        replica?.become(pick<Health>(['well', 'well', 'cut off', 'hanging', 'suspended']) ?? 'well');
        if (step % 10 === 5) replicas.set(`late-${step}`, await world.add(`late-${step}`));
        await world.pass(500 + Math.floor(chance() * 8_000));
        const writers = await Promise.all([...replicas.values()].map((each) => each.tryWrites(namespaces)));
        const written = writers.flat();
        expect(new Set(written).size, `two wrote in step ${step}`).toBe(written.length);
      }
      for (const replica of replicas.values()) replica.become('well');
      await world.pass(leaseMs * 3);
      expect(heldBy(replicas.values())).toEqual(everyShard);
      const loads = [...replicas.values()].map((replica) => replica.sharding.held().length);
      expect(Math.max(...loads)).toBeLessThanOrEqual(Math.ceil(shards / replicas.size));
      await stopAll(world, replicas.values());
    },
  );
});

describe('controllers that share their work', () => {
  it('reconcile every object in exactly one replica, and take over what another leaves', async () => {
    const deps = { log: silentLog, clock: systemClock, ids, client };
    const namespaces = Array.from({ length: 8 }, (_, index) => `shared-${index}`);
    for (const name of namespaces) {
      await client.create<KubeObject>(resources.namespace, { apiVersion: 'v1', kind: 'Namespace', metadata: { name } });
    }
    const informer = createInformer(deps, { resource: resources.configMap, labelSelector: 'shared' });
    await informer.start();
    const seen: string[] = [];
    const replicaOf = async (identity: string) => {
      const sharding = createSharding(deps, { namespace: 'default', name: 'work', identity, shards, leaseSeconds: 4 });
      const controller = createController(deps, {
        name: identity,
        sharding,
        sources: [source(informer, (object) => [keyOf(object)])],
        reconcile: async (_ctx, key) => (seen.push(`${identity} ${key}`), done()),
      });
      await sharding.start();
      await controller.start();
      return { sharding, controller };
    };
    const [a, b] = [await replicaOf('a'), await replicaOf('b')];
    await waitUntil(() => a.sharding.held().length === 3 && b.sharding.held().length === 3, { describe: 'an even spread' });
    for (const namespace of namespaces) {
      await client.create<KubeObject>(resources.configMap, {
        apiVersion: 'v1',
        kind: 'ConfigMap',
        metadata: { name: 'one', namespace, labels: { shared: 'yes' } },
      });
    }
    await waitUntil(() => seen.length >= namespaces.length, { describe: 'all to be seen' });
    const owner = (key: string): string => (a.sharding.owns(parseKey(key).namespace ?? '') ? 'a' : 'b');
    expect(seen.toSorted()).toEqual(namespaces.map((namespace) => `${owner(`${namespace}/one`)} ${namespace}/one`).toSorted());
    await a.sharding.stop();
    await waitUntil(() => new Set(seen.filter((line) => line.startsWith('b'))).size === namespaces.length, {
      describe: 'the other to take everything over',
    });
    await Promise.all([a.controller.stop(), b.controller.stop()]);
    await b.sharding.stop();
    await informer.stop();
  });
});

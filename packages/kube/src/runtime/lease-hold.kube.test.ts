import { createFakeClock, systemClock } from '@moorage/core/clock';
import { createIds } from '@moorage/core/ids';
import { startTestApiServer, type TestApiServer } from '@moorage/testkit/api-server';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createKubeClient, type KubeClient } from '../client/client.ts';
import { resources } from '../resources.ts';
import { fencedClient } from './fenced-client.ts';
import { createLeaseHold, type Lease } from './lease-hold.ts';

let server: TestApiServer;
let client: KubeClient;
beforeAll(async () => {
  server = await startTestApiServer({ controllers: false });
  client = createKubeClient({ connection: server.connection, clock: systemClock, ids: createIds(systemClock) });
});
afterAll(async () => {
  client.close();
  await server.stop();
});

const read = (name: string): Promise<Lease | undefined> => client.get<Lease>(resources.lease, { namespace: 'default', name });

function holdOf(name: string, identity: string) {
  const clock = createFakeClock();
  const hold = createLeaseHold({ client, clock }, { namespace: 'default', name, identity, leaseMs: 15_000 });
  return { clock, hold };
}

describe('holding a lease', () => {
  it('is believed for two thirds of its time and not a moment longer', async () => {
    const { clock, hold } = holdOf('believed', 'a');
    expect(hold.remainingMs()).toBeLessThan(0);
    await hold.take(undefined, {});
    expect(hold.remainingMs()).toBe(10_000);
    await clock.advance(10_000);
    expect(hold.remainingMs()).toBe(0);
  });

  it('is left alone by others until it was seen unchanged for its whole time', async () => {
    const [a, b] = [holdOf('watched', 'a'), holdOf('watched', 'b')];
    await a.hold.take(undefined, {});
    await b.hold.take(await read('watched'), {});
    await b.clock.advance(14_999);
    await b.hold.take(await read('watched'), {});
    expect(b.hold.remainingMs()).toBeLessThan(0);
    await b.clock.advance(1);
    await b.hold.take(await read('watched'), {});
    expect(b.hold.remainingMs()).toBe(10_000);
    expect((await read('watched'))?.spec).toMatchObject({ holderIdentity: 'b', leaseTransitions: 1 });
  });

  it('is not taken with what was read before somebody else took it', async () => {
    const [a, b] = [holdOf('raced', 'a'), holdOf('raced', 'b')];
    await a.hold.take(undefined, {});
    await a.hold.release({});
    const free = await read('raced');
    await b.hold.take(free, {});
    await expect(a.hold.take(free, {})).rejects.toMatchObject({ code: 'conflict' });
    expect(a.hold.remainingMs()).toBeLessThan(0);
  });

  it('is never taken from another by giving it back late', async () => {
    const [a, b] = [holdOf('late', 'a'), holdOf('late', 'b')];
    await a.hold.take(undefined, {});
    await b.hold.take(await read('late'), {});
    await b.clock.advance(15_000);
    await b.hold.take(await read('late'), {});
    await expect(a.hold.release({})).rejects.toMatchObject({ code: 'conflict' });
    expect((await read('late'))?.spec?.holderIdentity).toBe('b');
  });
});

describe('a fenced client', () => {
  it('refuses every kind of write without the right to it, and lets reads pass', async () => {
    const fenced = fencedClient(client, (namespace) => (namespace === 'ours' ? 1_000 : 0));
    const key = { namespace: 'default', name: 'fenced' };
    const object = { apiVersion: 'v1', kind: 'ConfigMap', metadata: key };
    const writes = [
      fenced.create(resources.configMap, object),
      fenced.replace(resources.configMap, object),
      fenced.apply(resources.configMap, object, { fieldManager: 'f' }),
      fenced.mergePatch(resources.configMap, key, {}),
      fenced.jsonPatch(resources.configMap, key, { operations: [] }),
      fenced.remove(resources.configMap, key),
      fenced.request({ method: 'POST', path: '/api/v1/namespaces/default/pods/a/eviction', body: {} }),
    ];
    for (const write of await Promise.allSettled(writes)) {
      expect(write).toMatchObject({ status: 'rejected', reason: { code: 'precondition_failed' } });
    }
    expect(await fenced.get(resources.configMap, key)).toBeUndefined();
    expect(await fenced.request({ method: 'GET', path: '/version' })).toHaveProperty('gitVersion');
    expect(await fenced.remove(resources.configMap, { namespace: 'ours', name: 'absent' })).toBe(false);
  });
});

import { systemClock } from '@moorage/core/clock';
import { AppError } from '@moorage/core/errors';
import { createIds } from '@moorage/core/ids';
import { silentLog } from '@moorage/core/log';
import { done, stalled, wait } from '@moorage/core/outcome';
import { startTestApiServer, type TestApiServer } from '@moorage/testkit/api-server';
import { startFaultProxy } from '@moorage/testkit/fault-proxy';
import { waitUntil } from '@moorage/testkit/wait-until';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createKubeClient, type KubeClient } from '../client/client.ts';
import { keyOf, type KubeObject } from '../objects.ts';
import { resources } from '../resources.ts';
import { createController, source } from './controller.ts';
import { type Action, execute } from './execute.ts';
import { createInformer } from './informer.ts';
import { createLeaderElection } from './leader-election.ts';
import { reportStatus } from './report.ts';

const ids = createIds(systemClock);
const deps = { log: silentLog, clock: systemClock, ids };
let server: TestApiServer;
let client: KubeClient;
beforeAll(async () => {
  server = await startTestApiServer();
  client = createKubeClient({ connection: server.connection, clock: systemClock, ids });
});
afterAll(async () => {
  client.close();
  await server.stop();
});

const namespace = 'default';
const signal = new AbortController().signal;
const owner = (uid: string) => [{ apiVersion: 'v1', kind: 'ConfigMap', name: 'owner', uid, controller: true }];
const configMap = (name: string, value: string, uid?: string): KubeObject => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name, namespace, ...(uid === undefined ? {} : { ownerReferences: owner(uid) }) },
  data: { value },
});

describe('execute', () => {
  const run = (...actions: Action[]) => execute({ client, fieldManager: 'test', signal }, actions);
  const apply = (object: KubeObject, isNew: boolean): Action => ({ kind: 'apply', resource: resources.configMap, object, isNew });

  it('applies in order and again without harm', async () => {
    const root = await client.create(resources.configMap, configMap('owner', ''));
    const wanted = apply(configMap('e1', '1', root.metadata.uid), true);
    expect(await run(wanted, wanted)).toEqual({ kind: 'executed', count: 2 });
  });

  it('never takes over what belongs to somebody else, and stops there', async () => {
    await client.create(resources.configMap, configMap('foreign', 'theirs'));
    const result = await run(
      apply(configMap('foreign', 'ours', 'our-uid'), true),
      apply(configMap('never', '', 'our-uid'), true),
    );
    expect(result).toMatchObject({ kind: 'failed', count: 0, error: { code: 'already_exists' } });
    const present = await client.get(resources.configMap, { namespace, name: 'foreign' });
    expect(present?.['data']).toEqual({ value: 'theirs' });
    expect(await client.get(resources.configMap, { namespace, name: 'never' })).toBeUndefined();
  });

  it('removes only the very object that was seen', async () => {
    const seen = await client.create(resources.configMap, configMap('again', '1'));
    await client.remove(resources.configMap, { namespace, name: 'again' });
    await client.create(resources.configMap, configMap('again', '2'));
    const removal: Action = {
      kind: 'remove',
      resource: resources.configMap,
      key: { namespace, name: 'again' },
      uid: seen.metadata.uid ?? '',
    };
    expect(await run(removal)).toMatchObject({ kind: 'executed' });
    expect(await client.get(resources.configMap, { namespace, name: 'again' })).toBeDefined();
    expect(await run({ ...removal, key: { namespace, name: 'absent' } })).toMatchObject({ kind: 'executed' });
  });
});

describe('execute against a server that cannot remove just now', () => {
  it('does not take its refusal for success', async () => {
    const proxy = await startFaultProxy(server.connection);
    const distant = createKubeClient({ connection: { ...server.connection, server: proxy.url }, clock: systemClock, ids });
    const seen = await client.create(resources.configMap, configMap('refused', '1'));
    const removal: Action = {
      kind: 'remove',
      resource: resources.configMap,
      key: { namespace, name: 'refused' },
      uid: seen.metadata.uid ?? '',
    };
    proxy.decide(({ method }) => (method === 'DELETE' ? { kind: 'refuse', status: 409 } : undefined));
    const result = await execute({ client: distant, fieldManager: 'test', signal }, [removal]);
    expect(result).toMatchObject({ kind: 'failed', error: { code: 'conflict' } });
    distant.close();
    await proxy.stop();
  });
});

describe('report', () => {
  it('writes a status once, tells of changed conditions, and writes nothing when nothing differs', async () => {
    const deployment = {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name: 'reported', namespace },
      spec: {
        replicas: 0,
        selector: { matchLabels: { a: 'b' } },
        template: { metadata: { labels: { a: 'b' } }, spec: { containers: [{ name: 'c', image: 'i' }] } },
      },
    };
    await client.create<KubeObject>(resources.deployment, deployment);
    const key = { namespace, name: 'reported' };
    const settled = await waitUntil(
      async () => {
        const object = await client.get<KubeObject<unknown, { observedGeneration?: number }>>(resources.deployment, key);
        return object?.status?.observedGeneration === 1 ? object : undefined;
      },
      { describe: 'the deployment to settle' },
    );
    const conditions = [
      {
        type: 'Custom',
        status: 'False' as const,
        reason: 'Broken',
        message: 'because',
        lastTransitionTime: '2026-01-01T00:00:00Z',
      },
    ];
    const reportDeps = { client, ...deps, signal, component: 'tester' };
    const report = { resource: resources.deployment, object: settled, status: { ...settled.status, conditions } };
    expect(await reportStatus(reportDeps, report)).toBe(true);
    const after = await client.get(resources.deployment, key);
    if (after === undefined) throw new Error('the deployment is gone');
    expect(await reportStatus(reportDeps, { ...report, object: { ...after, status: report.status } })).toBe(false);
    // An event follows its status; nobody waits for it.
    const told = async () => {
      const events = await client.list(resources.event, { namespace, fieldSelector: 'involvedObject.name=reported' });
      return events.items.filter((event) => event['reason'] === 'Broken');
    };
    await waitUntil(async () => (await told()).length === 1, { describe: 'the event' });
  });

  it('does not fail for an object that is gone', async () => {
    const object = { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'gone', namespace } };
    expect(
      await reportStatus(
        { client, ...deps, signal, component: 't' },
        { resource: resources.deployment, object, status: { conditions: [] } },
      ),
    ).toBe(false);
  });
});

describe('controller', () => {
  it('reconciles what exists and what changes, retries what throws, and stops', async () => {
    const informer = createInformer({ client, ...deps }, { resource: resources.secret, namespace });
    const seen: string[] = [];
    let failures = 1;
    const controller = createController(deps, {
      name: 'test',
      sources: [source(informer, (object) => [keyOf(object)])],
      async reconcile(_ctx, key) {
        seen.push(key);
        if (key.endsWith('conflicting') && failures-- > 0) throw new AppError('conflict', 'old copy');
        if (key.endsWith('stalled')) return stalled('No', 'no');
        return key.endsWith('waiting') ? wait(60_000, 'later') : done();
      },
    });
    await expect(controller.start()).rejects.toMatchObject({ code: 'internal' });
    const secret = (name: string): KubeObject => ({ apiVersion: 'v1', kind: 'Secret', metadata: { name, namespace } });
    await client.create(resources.secret, secret('before'));
    await informer.start();
    await controller.start();
    for (const name of ['conflicting', 'stalled', 'waiting']) await client.create(resources.secret, secret(name));
    await waitUntil(() => seen.filter((key) => key === 'default/conflicting').length === 2, { describe: 'a second try' });
    await controller.idle();
    expect(controller.stats()).toMatchObject({
      outcomes: { conflict: { count: 1 }, failed: { count: 0 }, stalled: { count: 1 }, wait: { count: 1 } },
      failing: 0,
    });
    expect(seen).toContain('default/before');
    await controller.stop();
    await informer.stop();
    expect(controller.status().state).toBe('stopped');
  });

  it('ends a reconcile that takes too long', async () => {
    const controller = createController(deps, {
      name: 'slow',
      sources: [],
      timeoutMs: 20,
      reconcile: (ctx) => new Promise((resolve) => ctx.signal.addEventListener('abort', () => resolve(done()))),
    });
    await controller.start();
    controller.enqueue('a');
    await waitUntil(() => controller.stats().outcomes.failed.count === 1, { describe: 'the deadline' });
    await controller.stop();
  });
});

describe('leader election', () => {
  const electionOf = (identity: string, name: string, onChange?: (isLeader: boolean) => void) =>
    createLeaderElection(
      { client, ...deps },
      // Long enough to be renewed on a busy machine: who loses it by himself has not handed it over.
      { namespace, name, identity, leaseSeconds: 6, ...(onChange === undefined ? {} : { onChange }) },
    );

  it('lets one lead, and another at once when the first hands over', async () => {
    const changes: string[] = [];
    const [a, b] = [
      electionOf('a', 'l1', (is) => changes.push(`a ${is}`)),
      electionOf('b', 'l1', (is) => changes.push(`b ${is}`)),
    ];
    await a.start();
    await waitUntil(() => a.isLeader(), { describe: 'a to lead' });
    await b.start();
    await expect(b.fence(client).create(resources.configMap, configMap('fenced', ''))).rejects.toMatchObject({
      code: 'precondition_failed',
    });
    await a.fence(client).create(resources.configMap, configMap('fenced', ''));
    expect(b.isLeader()).toBe(false);
    await a.stop();
    expect(a.isLeader()).toBe(false);
    await waitUntil(() => b.isLeader(), { describe: 'b to lead' });
    await b.stop();
    expect(changes).toEqual(['a true', 'a false', 'b true', 'b false']);
  });

  it('takes over from a leader that vanished, only after its lease ran out', async () => {
    const vanished = {
      apiVersion: 'coordination.k8s.io/v1',
      kind: 'Lease',
      metadata: { name: 'l2', namespace },
      spec: { holderIdentity: 'dead', leaseDurationSeconds: 1 },
    };
    await client.create<KubeObject>(resources.lease, vanished);
    const beganMs = systemClock.monotonicMs();
    const heir = electionOf('heir', 'l2');
    await heir.start();
    await waitUntil(() => heir.isLeader(), { describe: 'the heir to lead' });
    expect(systemClock.monotonicMs() - beganMs).toBeGreaterThanOrEqual(1_000);
    await heir.stop();
  });

  it('stops leading by itself when it cannot renew', async () => {
    const lone = createKubeClient({ connection: server.connection, clock: systemClock, ids });
    const election = createLeaderElection(
      { client: lone, ...deps },
      { namespace, name: 'l3', identity: 'lone', leaseSeconds: 1 },
    );
    await election.start();
    await waitUntil(() => election.isLeader(), { describe: 'it to lead' });
    await client.mergePatch(resources.lease, { namespace, name: 'l3' }, { spec: { holderIdentity: 'usurper' } });
    await waitUntil(() => !election.isLeader(), { describe: 'it to give up' });
    await election.stop();
    lone.close();
  });
});

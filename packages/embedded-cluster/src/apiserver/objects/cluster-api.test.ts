import { describe, expect, it } from 'vitest';
import { createFakeClock } from '@moorage/core/clock';
import type { KubeObject, Resource } from '@moorage/kube/objects';
import { resources } from '@moorage/kube/resources';
import type { WatchEvent } from '../../api.ts';
import { at } from '../json.ts';
import { configMap, deployment, newServer, pod } from '../server.fake.ts';
import { codeOf, issuesOf, key, newApi, nextTurn, refusal } from './cluster-api.fake.ts';

describe('creating', () => {
  it('stamps identity, time and defaults', () => {
    const clock = createFakeClock();
    const created = newServer({ clock }).api.create(resources.deployment, deployment('web'));
    expect(created.metadata).toMatchObject({
      name: 'web',
      namespace: 'default',
      generation: 1,
      creationTimestamp: '2026-03-04T05:06:07Z',
    });
    expect(created.metadata.uid).toMatch(/^[0-9a-f-]{36}$/);
    expect(created.spec).toMatchObject({
      strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: '25%', maxUnavailable: '25%' } },
      revisionHistoryLimit: 10,
      template: {
        spec: {
          restartPolicy: 'Always',
          containers: [{ imagePullPolicy: 'IfNotPresent', ports: [{ containerPort: 80, protocol: 'TCP' }] }],
        },
      },
    });
  });

  it('ignores what only the server sets, and the status', () => {
    const input = { ...deployment('web'), status: { replicas: 9 } };
    Object.assign(input.metadata, { uid: 'mine', generation: 7, deletionTimestamp: '2026-01-01T00:00:00Z' });
    const created = newApi().create(resources.deployment, input);
    expect(created.status).toBeUndefined();
    expect(created.metadata).not.toMatchObject({ uid: 'mine' });
    expect(created.metadata.generation).toBe(1);
    expect(created.metadata.deletionTimestamp).toBeUndefined();
  });

  it('refuses a taken name, a bad name, an absent namespace and a wrong kind', () => {
    const api = newApi();
    api.create(resources.configMap, configMap('a'));
    expect(codeOf(() => api.create(resources.configMap, configMap('a')))).toBe('already_exists');
    expect(issuesOf(() => api.create(resources.configMap, configMap('A_b')))[0]).toContain('metadata.name: Invalid value: "A_b"');
    expect(codeOf(() => api.create(resources.configMap, configMap('x', {}, 'nowhere')))).toBe('not_found');
    expect(codeOf(() => api.create(resources.secret, configMap('x')))).toBe('invalid_request');
  });

  it('makes names from a prefix', () => {
    const api = newApi();
    const input = (): KubeObject => ({ ...configMap(''), metadata: { name: '', generateName: 'job-', namespace: 'default' } });
    const [first, second] = [api.create(resources.configMap, input()), api.create(resources.configMap, input())];
    expect(first.metadata.name).toMatch(/^job-[a-z0-9]{5}$/);
    expect(second.metadata.name).not.toBe(first.metadata.name);
  });

  it('names every problem of an object', () => {
    const input = deployment('web');
    Object.assign(input.spec, { replicas: -1, selector: 'x', strategy: { type: 'Magic' } });
    expect(issuesOf(() => newApi().create(resources.deployment, input))).toEqual([
      'spec.replicas: Invalid value: -1: must be greater than or equal to 0',
      'spec.selector: Invalid value: "string": must be of type object: "x"',
      'spec.strategy.type: Unsupported value: "Magic": supported values: "RollingUpdate", "Recreate"',
    ]);
  });

  it('checks that a selector selects the pods of its own template', () => {
    const input = deployment('web');
    input.spec.selector.matchLabels.app = 'other';
    expect(issuesOf(() => newApi().create(resources.deployment, input))[0]).toContain('does not match template');
  });

  it('gives services addresses of their own and refuses a taken one', () => {
    const api = newApi();
    const service = (name: string, clusterIP?: string): KubeObject => ({
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name, namespace: 'default' },
      spec: { ports: [{ port: 80 }], selector: { app: name }, ...(clusterIP === undefined ? {} : { clusterIP }) },
    });
    const addresses = ['a', 'b'].map((name) => at(api.create(resources.service, service(name)), 'spec', 'clusterIP'));
    expect(addresses).toEqual(['127.96.0.2', '127.96.0.3']);
    expect(at(api.create(resources.service, service('none', 'None')), 'spec', 'clusterIP')).toBe('None');
    expect(refusal(() => api.create(resources.service, service('c', '127.96.0.3'))).message).toContain('already allocated');
    expect(refusal(() => api.create(resources.service, service('c', '10.0.0.1'))).message).toContain('not in the valid range');
    expect(issuesOf(() => api.mergePatch(resources.service, key('a'), { spec: { clusterIP: '127.96.0.9' } }))[0]).toContain(
      'may not change',
    );
    api.remove(resources.service, key('a'));
    expect(at(api.create(resources.service, service('d', '127.96.0.2')), 'spec', 'clusterIP')).toBe('127.96.0.2');
  });

  it('keeps a quota of objects', () => {
    const api = newApi();
    const quotas: Resource = { group: '', version: 'v1', kind: 'ResourceQuota', plural: 'resourcequotas', namespaced: true };
    api.create(quotas, {
      apiVersion: 'v1',
      kind: 'ResourceQuota',
      metadata: { name: 'q', namespace: 'default' },
      spec: { hard: { 'count/configmaps': '1' } },
    });
    api.create(resources.configMap, configMap('a'));
    expect(refusal(() => api.create(resources.configMap, configMap('b'))).message).toContain('exceeded quota: q');
  });
});

describe('updating', () => {
  it('refuses a stale version and accepts none', () => {
    const api = newApi();
    const first = api.create(resources.configMap, configMap('a', { n: '1' }));
    api.update(resources.configMap, { ...first, data: { n: '2' } });
    expect(codeOf(() => api.update(resources.configMap, { ...first, data: { n: '3' } }))).toBe('conflict');
    const blind = api.update(resources.configMap, configMap('a', { n: '4' }));
    expect(blind['data']).toEqual({ n: '4' });
    expect(blind.metadata.uid).toBe(first.metadata.uid);
  });

  it('counts generations for the desired state only', () => {
    const api = newApi();
    api.create(resources.deployment, deployment('web'));
    const generation = (): number | undefined => api.get(resources.deployment, key('web'))?.metadata.generation;
    api.mergePatch(resources.deployment, key('web'), { metadata: { labels: { a: 'b' } } });
    expect(generation()).toBe(1);
    api.mergePatch(resources.deployment, key('web'), { status: { replicas: 1 } }, { subresource: 'status' });
    expect(generation()).toBe(1);
    api.mergePatch(resources.deployment, key('web'), { spec: { replicas: 2 } });
    expect(generation()).toBe(2);
  });

  it('keeps specification and status apart', () => {
    const api = newApi();
    api.create(resources.deployment, deployment('web'));
    api.mergePatch(resources.deployment, key('web'), { spec: { replicas: 5 }, status: { replicas: 3 } });
    expect(api.get(resources.deployment, key('web'))).toMatchObject({ spec: { replicas: 5 } });
    expect(api.get(resources.deployment, key('web'))?.status).toBeUndefined();
    api.mergePatch(
      resources.deployment,
      key('web'),
      { spec: { replicas: 9 }, status: { replicas: 3 } },
      { subresource: 'status' },
    );
    expect(api.get(resources.deployment, key('web'))).toMatchObject({ spec: { replicas: 5 }, status: { replicas: 3 } });
  });

  it('writes nothing when nothing changes', () => {
    const api = newApi();
    const first = api.create(resources.deployment, deployment('web'));
    const same = api.mergePatch(resources.deployment, key('web'), { spec: { replicas: 1 } });
    expect(same.metadata.resourceVersion).toBe(first.metadata.resourceVersion);
  });

  it('refuses changes of what is immutable', () => {
    const api = newApi();
    api.create(resources.deployment, deployment('web'));
    api.create(resources.pod, pod('p'));
    const selector = {
      spec: { selector: { matchLabels: { app: 'other' } }, template: { metadata: { labels: { app: 'other' } } } },
    };
    expect(issuesOf(() => api.mergePatch(resources.deployment, key('web'), selector))).toEqual([
      'spec.selector: Invalid value: field is immutable',
    ]);
    expect(issuesOf(() => api.mergePatch(resources.pod, key('p'), { spec: { restartPolicy: 'Never' } }))[0]).toContain(
      'pod updates may not change',
    );
    api.mergePatch(resources.pod, key('p'), { spec: { nodeName: 'n' } });
  });

  it('lets nobody who reads, writes or watches change the store', async () => {
    const api = newApi();
    const seen: KubeObject[] = [];
    const stop = api.watch(resources.configMap, ({ object }) => void seen.push(object));
    seen.push(api.create(resources.configMap, configMap('a', { n: '1' })));
    seen.push(api.mergePatch(resources.configMap, key('a'), { data: { m: '1' } }));
    seen.push(...api.list(resources.configMap), api.get(resources.configMap, key('a')) ?? configMap('none', {}));
    await nextTurn();
    expect(seen).toHaveLength(6);
    stop();
    for (const object of seen) {
      expect(() => Object.assign(Object(object['data']), { n: 'changed' })).toThrow(TypeError);
      expect(() => Object.assign(object.metadata, { labels: {} })).toThrow(TypeError);
    }
    expect(api.get(resources.configMap, key('a'))?.['data']).toEqual({ n: '1', m: '1' });
  });

  it('scales through the subresource', () => {
    const api = newApi();
    api.create(resources.deployment, deployment('web'));
    const scale = api.mergePatch(resources.deployment, key('web'), { spec: { replicas: 4 } }, { subresource: 'scale' });
    expect(scale).toMatchObject({ kind: 'Scale', spec: { replicas: 4 }, status: { replicas: 0, selector: 'app=web' } });
    expect(api.get(resources.deployment, key('web'))).toMatchObject({ spec: { replicas: 4 } });
    expect(
      codeOf(() => api.mergePatch(resources.deployment, key('web'), { spec: { replicas: -1 } }, { subresource: 'scale' })),
    ).toBe('invalid_request');
  });
});

describe('removing', () => {
  it('takes a plain object away at once, and absent ones are no error', () => {
    const api = newApi();
    api.create(resources.configMap, configMap('a'));
    api.remove(resources.configMap, key('a'));
    api.remove(resources.configMap, key('a'));
    expect(api.get(resources.configMap, key('a'))).toBeUndefined();
  });

  it('refuses another uid', () => {
    const api = newApi();
    api.create(resources.configMap, configMap('a'));
    expect(codeOf(() => api.remove(resources.configMap, key('a'), { uid: 'other' }))).toBe('conflict');
  });

  it('waits for finalizers, which may then only be taken away', () => {
    const api = newApi();
    const input: KubeObject = configMap('a');
    input.metadata.finalizers = ['example.com/hold', 'example.com/other'];
    api.create(resources.configMap, input);
    api.remove(resources.configMap, key('a'));
    expect(api.get(resources.configMap, key('a'))?.metadata.deletionTimestamp).toBeDefined();
    expect(
      issuesOf(() => api.mergePatch(resources.configMap, key('a'), { metadata: { finalizers: ['example.com/new'] } }))[0],
    ).toContain('no new finalizers');
    api.mergePatch(resources.configMap, key('a'), { metadata: { finalizers: ['example.com/hold'] } });
    expect(api.get(resources.configMap, key('a'))).toBeDefined();
    api.mergePatch(resources.configMap, key('a'), { metadata: { finalizers: [] } });
    expect(api.get(resources.configMap, key('a'))).toBeUndefined();
  });

  it('gives a pod on a node its grace period and waits for the node', () => {
    const clock = createFakeClock();
    const { api } = newServer({ clock });
    api.create(resources.pod, pod('p', { nodeName: 'n', terminationGracePeriodSeconds: 20 }));
    api.remove(resources.pod, key('p'));
    expect(api.get(resources.pod, key('p'))?.metadata).toMatchObject({
      deletionGracePeriodSeconds: 20,
      deletionTimestamp: '2026-03-04T05:06:27Z',
    });
    api.remove(resources.pod, key('p'), { gracePeriodSeconds: 60 });
    expect(api.get(resources.pod, key('p'))?.metadata.deletionGracePeriodSeconds).toBe(20);
    api.remove(resources.pod, key('p'), { gracePeriodSeconds: 5 });
    expect(api.get(resources.pod, key('p'))?.metadata.deletionGracePeriodSeconds).toBe(5);
    api.remove(resources.pod, key('p'), { gracePeriodSeconds: 0 });
    expect(api.get(resources.pod, key('p'))).toBeUndefined();
  });

  it('takes a pod without node away at once', () => {
    const api = newApi();
    api.create(resources.pod, pod('p'));
    api.remove(resources.pod, key('p'));
    expect(api.get(resources.pod, key('p'))).toBeUndefined();
  });

  it('marks for orphaning or foreground deletion', () => {
    const api = newApi();
    api.create(resources.configMap, configMap('a'));
    api.remove(resources.configMap, key('a'), { propagation: 'Foreground' });
    expect(api.get(resources.configMap, key('a'))?.metadata.finalizers).toEqual(['foregroundDeletion']);
  });

  it('ends a namespace when its last finalizer goes, and takes nothing new in the meantime', () => {
    const api = newApi();
    api.create(resources.namespace, { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'team' } });
    api.remove(resources.namespace, { name: 'team' });
    const ending = api.get(resources.namespace, { name: 'team' });
    expect(ending).toMatchObject({ status: { phase: 'Terminating' }, spec: { finalizers: ['kubernetes'] } });
    expect(codeOf(() => api.create(resources.configMap, configMap('x', {}, 'team')))).toBe('forbidden');
    api.mergePatch(resources.namespace, { name: 'team' }, { spec: { finalizers: [] } });
    expect(api.get(resources.namespace, { name: 'team' })).toBeUndefined();
  });
});

describe('watching', () => {
  it('begins with what is there, continues with changes, after the write and in order', async () => {
    const api = newApi();
    api.create(resources.configMap, configMap('a'));
    const seen: string[] = [];
    const stop = api.watch(resources.configMap, ({ type, object }: WatchEvent) => seen.push(`${type} ${object.metadata.name}`), {
      namespace: 'default',
    });
    api.create(resources.configMap, configMap('b'));
    api.create(resources.configMap, configMap('elsewhere', {}, 'kube-system'));
    api.mergePatch(resources.configMap, key('a'), { data: { x: '1' } });
    api.remove(resources.configMap, key('b'));
    expect(seen).toEqual([]);
    await nextTurn();
    expect(seen).toEqual(['ADDED a', 'ADDED b', 'MODIFIED a', 'DELETED b']);
    api.create(resources.configMap, configMap('c'));
    stop();
    await nextTurn();
    expect(seen).toHaveLength(4);
  });

  it('survives a watcher that throws', async () => {
    const api = newApi();
    const seen: string[] = [];
    api.watch(resources.configMap, () => {
      throw new Error('a bug');
    });
    api.watch(resources.configMap, ({ object }) => seen.push(object.metadata.name));
    api.create(resources.configMap, configMap('a'));
    await nextTurn();
    expect(seen).toEqual(['a']);
  });
});

describe('listing', () => {
  it('selects by label, field and namespace', () => {
    const api = newApi();
    api.create(resources.pod, pod('a', { nodeName: 'n1' }));
    api.create(resources.pod, pod('b'));
    const found = (options: object): string[] => api.list(resources.pod, options).map((item) => item.metadata.name);
    expect(found({ labelSelector: 'app in (a)' })).toEqual(['a']);
    expect(found({ fieldSelector: 'spec.nodeName=' })).toEqual(['b']);
    expect(found({ fieldSelector: 'status.phase=Pending,metadata.name!=b' })).toEqual(['a']);
    expect(found({ namespace: 'kube-system' })).toEqual([]);
    expect(codeOf(() => found({ fieldSelector: 'spec.secret=1' }))).toBe('invalid_request');
  });
});

describe('events', () => {
  it('are one object under two groups', () => {
    const api = newApi();
    const events: Resource = { group: 'events.k8s.io', version: 'v1', kind: 'Event', plural: 'events', namespaced: true };
    api.create(resources.event, {
      apiVersion: 'v1',
      kind: 'Event',
      metadata: { name: 'e', namespace: 'default' },
      involvedObject: { kind: 'Pod', name: 'p' },
      message: 'hello',
      count: 2,
    });
    expect(api.get(events, key('e'))).toMatchObject({
      apiVersion: 'events.k8s.io/v1',
      regarding: { name: 'p' },
      note: 'hello',
      deprecatedCount: 2,
    });
    expect(api.list(resources.event, { fieldSelector: 'involvedObject.name=p' })).toHaveLength(1);
  });
});

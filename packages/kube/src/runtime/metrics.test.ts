import { createFakeClock } from '@moorage/core/clock';
import { createIds } from '@moorage/core/ids';
import { silentLog } from '@moorage/core/log';
import { describe, expect, it } from 'vitest';
import { createKubeClient } from '../client/client.ts';
import { resources } from '../resources.ts';
import { createController } from './controller.ts';
import { createDurations } from './durations.ts';
import { createInformer } from './informer.ts';
import { type MetricFamily, runtimeMetrics } from './metrics.ts';
import { weightOf } from './weight.ts';

const clock = createFakeClock();
const deps = { clock, ids: createIds(clock), log: silentLog };

function families(): MetricFamily[] {
  const client = createKubeClient({ ...deps, connection: { server: 'http://127.0.0.1:1' } });
  const informer = createInformer({ ...deps, client }, { resource: resources.pod });
  const controller = createController(deps, { name: 'c', sources: [], reconcile: async () => ({ kind: 'done' }) });
  return runtimeMetrics({
    informers: { pods: informer.metrics() },
    controllers: { c: controller.stats() },
    clients: { here: client.stats() },
  });
}

describe('metrics of the runtime', () => {
  it('follow the conventions: a name once, a prefix, a sentence, totals that count', () => {
    const all = families();
    expect(new Set(all.map(({ name }) => name)).size).toBe(all.length);
    for (const { name, kind, help } of all) {
      expect(name).toMatch(/^moorage_[a-z_]+$/);
      expect(name.endsWith('_total')).toBe(kind === 'counter');
      expect(help).toMatch(/\.$/);
    }
  });

  it('name what they are about, and leave out what is not known', () => {
    const all = families();
    const samples = (name: string) => all.find((family) => family.name === name)?.samples;
    expect(samples('moorage_informer_objects')).toEqual([{ labels: { resource: 'pods' }, value: 0 }]);
    expect(samples('moorage_informer_lag_seconds')).toEqual([]);
    expect(samples('moorage_reconciles_total')).toContainEqual({ labels: { controller: 'c', outcome: 'failed' }, value: 0 });
    expect(samples('moorage_kube_calls_total')).toEqual([{ labels: { cluster: 'here' }, value: 0 }]);
  });

  it('count durations in classes, of outcomes that were', () => {
    const durations = createDurations();
    for (const ms of [3, 40, 70_000]) durations.add(ms);
    const never = createDurations().stats();
    const outcomes = { done: durations.stats(), wait: never, stalled: never, failed: never, conflict: never };
    const stats = { ready: 0, running: 0, delayed: 0, failing: 0, runs: 3, failures: 0, outcomes };
    const found = runtimeMetrics({ controllers: { c: stats } }).find(({ kind }) => kind === 'histogram');
    const values = (found?.samples ?? []).map(
      ({ suffix, labels, value }) => `${suffix} ${labels['le'] ?? labels['outcome']} ${value}`,
    );
    expect(values).toHaveLength(16);
    expect(values).toEqual(expect.arrayContaining(['_bucket 0.005 1', '_bucket 0.05 2', '_bucket 60 2', '_bucket +Inf 3']));
    expect(values.slice(-2)).toEqual(['_sum done 70.043', '_count done 3']);
  });

  it('are none for parts that are not there', () => {
    expect(runtimeMetrics({})).toEqual([]);
  });
});

describe('weight of an object', () => {
  it('grows with what it holds', () => {
    const small = weightOf({ metadata: { name: 'a' } });
    expect(weightOf({ metadata: { name: 'a'.repeat(1_001) } })).toBe(small + 1_000);
    expect(weightOf({ metadata: { name: 'a' }, list: [1, 2, 3] })).toBeGreaterThan(small);
    expect(weightOf(undefined)).toBe(0);
  });
});

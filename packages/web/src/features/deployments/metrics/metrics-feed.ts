/** The samples of one deployment for as long as its graphs are looked at; the cluster itself keeps none. */
import type { UsageSample } from '@moorage/sdk/types';
import { followMetrics, type MetricsState } from '../../../api/metrics.ts';
import { appendSample } from '../../../lib/usage.ts';

export interface Metrics {
  readonly samples: readonly UsageSample[];
  readonly state: MetricsState;
}

interface MetricsFeed {
  readonly current: () => Metrics;
  readonly subscribe: (listener: () => void) => () => void;
  readonly start: (name: string) => () => void;
}

export const longestWindowMs = 60 * 60_000;

export function createMetricsFeed(): MetricsFeed {
  const listeners = new Set<() => void>();
  const fresh: Metrics = { samples: [], state: { kind: 'connecting' } };
  let current = fresh;
  const publish = (next: Metrics) => {
    current = next;
    for (const listener of listeners) listener();
  };
  return {
    current: () => current,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    start(name) {
      publish(fresh);
      return followMetrics(name, {
        onSample: (sample) => publish({ ...current, samples: appendSample(current.samples, sample, longestWindowMs) }),
        onState: (state) => publish({ ...current, state }),
      });
    },
  };
}

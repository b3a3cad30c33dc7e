/** What pods used over time, as lines of a graph and rows of a table. CPU is in thousandths of a core, memory in bytes. */
import type { UsageSample } from '@moorage/sdk/types';

export type Measure = 'cpu' | 'memory';
/** Each pod by itself, or all pods of the service added up. */
export type Grouping = 'pod' | 'service';

interface UsageLine {
  readonly name: string;
  /** One for each time; null where the pod was not there. */
  readonly values: readonly (number | null)[];
}

export interface UsageLines {
  /** Seconds since the epoch. */
  readonly times: readonly number[];
  readonly lines: readonly UsageLine[];
}

/** The sample after those that are there already; older than the window are forgotten, and the same one never counts twice. */
export function appendSample(samples: readonly UsageSample[], sample: UsageSample, windowMs: number): readonly UsageSample[] {
  const at = Date.parse(sample.at);
  const last = samples.at(-1);
  if (Number.isNaN(at) || (last !== undefined && Date.parse(last.at) >= at)) return samples;
  const first = samples.findIndex((each) => Date.parse(each.at) >= at - windowMs);
  return [...(first === -1 ? [] : samples.slice(first)), sample];
}

/** Samples of the last while, counted from the newest. */
export function withinWindow(samples: readonly UsageSample[], windowMs: number): readonly UsageSample[] {
  const last = samples.at(-1);
  if (last === undefined) return samples;
  const begin = Date.parse(last.at) - windowMs;
  return samples.filter((sample) => Date.parse(sample.at) >= begin);
}

export function servicesIn(samples: readonly UsageSample[]): string[] {
  return [...new Set(samples.flatMap((sample) => sample.pods.map((pod) => pod.service)))].toSorted();
}

type Pod = UsageSample['pods'][number];

function amountOf(pod: Pod, measure: Measure): number {
  return measure === 'cpu' ? pod.cpuMillicores : pod.memoryBytes;
}

interface Wanted {
  readonly service: string;
  readonly measure: Measure;
  readonly grouping: Grouping;
}

export function usageLines(samples: readonly UsageSample[], { service, measure, grouping }: Wanted): UsageLines {
  const times = samples.map((sample) => Date.parse(sample.at) / 1000);
  const podsOf = (sample: UsageSample) => sample.pods.filter((pod) => pod.service === service);
  if (grouping === 'service') {
    const values = samples.map((sample) => {
      const pods = podsOf(sample);
      return pods.length === 0 ? null : pods.reduce((sum, pod) => sum + amountOf(pod, measure), 0);
    });
    return { times, lines: [{ name: service, values }] };
  }
  const names = [...new Set(samples.flatMap((sample) => podsOf(sample).map((pod) => pod.pod)))].toSorted();
  const lines = names.map((name) => ({
    name,
    values: samples.map((sample) => {
      const pod = sample.pods.find((each) => each.pod === name);
      return pod === undefined ? null : amountOf(pod, measure);
    }),
  }));
  return { times, lines };
}

interface UsageSummary {
  readonly now: number | null;
  readonly average: number | null;
  readonly highest: number | null;
}

export function summarize(values: readonly (number | null)[]): UsageSummary {
  const known = values.filter((value) => value !== null);
  if (known.length === 0) return { now: null, average: null, highest: null };
  const sum = known.reduce((total, value) => total + value, 0);
  return { now: values.at(-1) ?? null, average: sum / known.length, highest: Math.max(...known) };
}

const binary: Readonly<Record<string, number>> = { Ki: 2 ** 10, Mi: 2 ** 20, Gi: 2 ** 30, Ti: 2 ** 40, Pi: 2 ** 50, Ei: 2 ** 60 };
const decimal: Readonly<Record<string, number>> = { k: 1e3, M: 1e6, G: 1e9, T: 1e12, P: 1e15, E: 1e18 };

/** A quantity of Kubernetes as a number in the unit of the measure; undefined when it is none. */
export function parseQuantity(text: string, measure: Measure): number | undefined {
  const [, digits, suffix = ''] = /^(\d+(?:\.\d+)?)(m|[kMGTPE]i?|Ki)?$/.exec(text) ?? [];
  if (digits === undefined) return undefined;
  const factor = suffix === 'm' ? 0.001 : suffix === '' ? 1 : (binary[suffix] ?? decimal[suffix]);
  if (factor === undefined) return undefined;
  const amount = Number(digits) * factor;
  return measure === 'cpu' ? amount * 1000 : amount;
}

/** `340m`, `1.25 cores`. */
export function formatCpu(millicores: number): string {
  if (millicores < 1000) return `${Math.round(millicores * 10) / 10}m`;
  const cores = Math.round(millicores / 10) / 100;
  return `${cores} ${cores === 1 ? 'core' : 'cores'}`;
}

export function formatBytes(bytes: number): string {
  const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];
  let amount = bytes;
  let unit = 0;
  while (amount >= 1024 && unit < units.length - 1) {
    amount /= 1024;
    unit += 1;
  }
  return `${amount >= 100 || unit === 0 ? Math.round(amount) : Math.round(amount * 10) / 10} ${units[unit] ?? ''}`;
}

export function formatAmount(amount: number | null, measure: Measure): string {
  if (amount === null) return '–';
  return measure === 'cpu' ? formatCpu(amount) : formatBytes(amount);
}

import type { UsageSample } from '@moorage/sdk/types';
import { describe, expect, it } from 'vitest';
import {
  appendSample,
  formatAmount,
  formatBytes,
  formatCpu,
  parseQuantity,
  servicesIn,
  summarize,
  usageLines,
  withinWindow,
} from './usage.ts';

const second = (at: number, ...pods: UsageSample['pods']): UsageSample => ({ at: new Date(at * 1000).toISOString(), pods });
const pod = (name: string, cpuMillicores: number, service = 'web') => ({
  pod: name,
  service,
  cpuMillicores,
  memoryBytes: cpuMillicores * 1024,
});

describe('samples', () => {
  const samples = [second(0, pod('a', 10)), second(5, pod('a', 20), pod('b', 30)), second(10, pod('b', 40), pod('c', 1, 'db'))];

  it('are forgotten when they are older than the window, and never count twice', () => {
    const added = samples.reduce<readonly UsageSample[]>((all, sample) => appendSample(all, sample, 5000), []);
    expect(added.map((sample) => sample.at)).toEqual(samples.slice(1).map((sample) => sample.at));
    expect(appendSample(samples, second(10, pod('x', 1)), 60_000)).toBe(samples);
    expect(withinWindow(samples, 5000)).toHaveLength(2);
  });

  it('make a line for each pod, with a gap where it was not there', () => {
    expect(servicesIn(samples)).toEqual(['db', 'web']);
    expect(usageLines(samples, { service: 'web', measure: 'cpu', grouping: 'pod' })).toEqual({
      times: [0, 5, 10],
      lines: [
        { name: 'a', values: [10, 20, null] },
        { name: 'b', values: [null, 30, 40] },
      ],
    });
  });

  it('are added up for the whole service', () => {
    const { lines } = usageLines(samples, { service: 'web', measure: 'memory', grouping: 'service' });
    expect(lines).toEqual([{ name: 'web', values: [10_240, 51_200, 40_960] }]);
    expect(usageLines(samples, { service: 'db', measure: 'cpu', grouping: 'service' }).lines[0]?.values).toEqual([null, null, 1]);
  });
});

it('sums a line up without its gaps', () => {
  expect(summarize([null, 10, 30])).toEqual({ now: 30, average: 20, highest: 30 });
  expect(summarize([10, null]).now).toBeNull();
  expect(summarize([])).toEqual({ now: null, average: null, highest: null });
});

it.each([
  ['500m', 'cpu', 500],
  ['1', 'cpu', 1000],
  ['0.25', 'cpu', 250],
  ['128Mi', 'memory', 134_217_728],
  ['1G', 'memory', 1e9],
  ['1Ki', 'memory', 1024],
  ['much', 'memory', undefined],
] as const)('reads the quantity %s of %s', (text, measure, amount) => {
  expect(parseQuantity(text, measure)).toBe(amount);
});

it('writes amounts as people read them', () => {
  expect([0.24, 340, 1000, 1250].map(formatCpu)).toEqual(['0.2m', '340m', '1 core', '1.25 cores']);
  expect([512, 1536, 134_217_728, 2 ** 40].map(formatBytes)).toEqual(['512 B', '1.5 KiB', '128 MiB', '1 TiB']);
  expect(formatAmount(null, 'cpu')).toBe('–');
});

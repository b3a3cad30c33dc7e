/** How graphs look: the colours of the theme, quiet axes, requests and limits as broken lines. */
import type uPlot from 'uplot';
import { formatAmount, type Measure } from '../../../lib/usage.ts';

const lineColors = ['--accent', '--ok', '--ansi-magenta', '--busy', '--warn'] as const;

export const paint = {
  /** Whether this browser can draw at all. */
  isPossible: (): boolean => document.createElement('canvas').getContext('2d') !== null,
  color: (name: string): string => getComputedStyle(document.documentElement).getPropertyValue(name).trim() || 'gray',
};

interface ChartWanted {
  readonly lineNames: readonly string[];
  readonly markNames: readonly string[];
  readonly measure: Measure;
  readonly width: number;
  readonly height: number;
}

function lineOf(name: string, index: number, measure: Measure): uPlot.Series {
  return {
    label: name,
    stroke: paint.color(lineColors[index % lineColors.length] ?? '--accent'),
    width: 1.5,
    points: { show: false },
    value: (_plot, value) => formatAmount(value, measure),
  };
}

function markOf(name: string, measure: Measure): uPlot.Series {
  return {
    label: name,
    stroke: paint.color(name === 'limit' ? '--bad' : '--faint'),
    width: 1,
    dash: [6, 4],
    points: { show: false },
    value: (_plot, value) => formatAmount(value, measure),
  };
}

/** Steps of the axis that make round numbers: memory counts in powers of two. */
function increments(measure: Measure): number[] {
  if (measure === 'memory') return Array.from({ length: 45 }, (_, power) => 2 ** power);
  return [0.1, 1, 10, 100, 1000, 10_000].flatMap((unit) => [unit, 2 * unit, 5 * unit]);
}

export function chartOptions({ lineNames, markNames, measure, width, height }: ChartWanted): uPlot.Options {
  const axis = { stroke: paint.color('--muted'), grid: { stroke: paint.color('--border'), width: 1 }, ticks: { show: false } };
  const font = `12px ${paint.color('--font-sans')}`;
  return {
    width,
    height,
    legend: { live: true },
    cursor: { points: { size: 6 }, drag: { x: false, y: false } },
    scales: { x: { time: true }, y: { range: (_plot, _min, max) => [0, Math.max(1, max * 1.1)] } },
    axes: [
      { ...axis, font, size: 32, space: 88, values: '{HH}:{mm}:{ss}' },
      {
        ...axis,
        font,
        size: 72,
        incrs: increments(measure),
        values: (_plot, splits) => splits.map((split) => formatAmount(split, measure)),
      },
    ],
    series: [
      { label: 'Time', value: '{HH}:{mm}:{ss}' },
      ...lineNames.map((name, index) => lineOf(name, index, measure)),
      ...markNames.map((name) => markOf(name, measure)),
    ],
  };
}

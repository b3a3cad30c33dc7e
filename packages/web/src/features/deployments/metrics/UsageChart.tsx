import { useEffect, useRef, useState, useSyncExternalStore } from 'react';
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import { formatAmount, type Measure, summarize, type UsageLines } from '../../../lib/usage.ts';
import { subscribeTheme } from '../../../lib/theme.ts';
import { chartOptions, paint } from './chart-options.ts';

export interface Mark {
  readonly name: string;
  readonly value: number;
}

interface UsageChartProps {
  readonly label: string;
  readonly measure: Measure;
  readonly usage: UsageLines;
  readonly marks: readonly Mark[];
  readonly windowMs: number;
}

const height = 200;
/** The first minute does not stretch over the whole graph. */
const shortestSeconds = 60;

function summaryOf({ measure, usage }: UsageChartProps): string {
  return usage.lines
    .map((line) => {
      const { now, highest } = summarize(line.values);
      return `${line.name} now ${formatAmount(now, measure)}, highest ${formatAmount(highest, measure)}`;
    })
    .join('; ');
}

/** A graph with the exact values under the pointer; the tables below tell the same without one. */
export function UsageChart(props: UsageChartProps) {
  // Colours are read when a graph is made, so another theme makes another graph.
  const theme = useSyncExternalStore(subscribeTheme, () => document.documentElement.dataset['theme']);
  return (
    <>
      <p className="sr-only">
        {props.label}: {summaryOf(props)}
      </p>
      <Plot key={theme} {...props} />
    </>
  );
}

function Plot({ measure, usage, marks, windowMs }: UsageChartProps) {
  const host = useRef<HTMLDivElement>(null);
  const [plot, setPlot] = useState<uPlot>();
  const names = JSON.stringify([usage.lines.map((line) => line.name), marks.map((mark) => mark.name)]);
  useEffect(() => {
    const frame = host.current;
    // Where no canvas can be drawn on, the tables stay.
    if (frame === null || !paint.isPossible()) return undefined;
    const [lineNames, markNames]: [string[], string[]] = JSON.parse(names);
    const options = chartOptions({ lineNames, markNames, measure, width: frame.clientWidth, height });
    const created = new uPlot(options, [[], ...lineNames.map(() => []), ...markNames.map(() => [])], frame);
    const observer = new ResizeObserver(() => created.setSize({ width: frame.clientWidth, height }));
    observer.observe(frame);
    setPlot(created);
    return () => {
      observer.disconnect();
      created.destroy();
      setPlot(undefined);
    };
  }, [names, measure]);
  useEffect(() => {
    if (plot === undefined) return;
    const flat = marks.map((mark) => usage.times.map(() => mark.value));
    plot.setData([[...usage.times], ...usage.lines.map((line) => [...line.values]), ...flat]);
    const begin = usage.times[0];
    const end = usage.times.at(-1);
    if (begin === undefined || end === undefined) return;
    const shown = Math.min(windowMs / 1000, Math.max(shortestSeconds, end - begin));
    plot.setScale('x', { min: end - shown, max: end });
  }, [plot, usage, marks, windowMs]);
  return <div ref={host} aria-hidden="true" className="usage-chart min-h-[200px] w-full overflow-hidden" />;
}

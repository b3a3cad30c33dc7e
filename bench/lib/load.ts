/** A closed-loop load: a fixed number of connections, each of which asks again as soon as it was answered. */
import autocannon from 'autocannon';
import { cpuTimeMs } from './process-use.ts';

export interface LoadOptions {
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly connections?: number;
  readonly seconds: number;
  /** The server's process. */
  readonly pid: number;
}

export interface LoadResult {
  readonly requestsPerSecond: number;
  /** Processor time of the server's process a request, in microseconds; the database is not in it. */
  readonly cpuMicros: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
}

/** Answers other than 2xx end the benchmark: their speed is of no interest. */
export async function load(options: LoadOptions): Promise<LoadResult> {
  const { url, seconds, connections = 16 } = options;
  const cpuBefore = cpuTimeMs(options.pid);
  const result = await autocannon({ url, connections, duration: seconds, headers: { ...options.headers } });
  const bad = result.non2xx + result.errors + result.timeouts;
  if (bad > 0 || result['2xx'] === 0) throw new Error(`${url}: ${bad} of ${result.requests.total} requests failed`);
  return {
    requestsPerSecond: result['2xx'] / result.duration,
    cpuMicros: ((cpuTimeMs(options.pid) - cpuBefore) * 1_000) / result['2xx'],
    p50Ms: result.latency.p50,
    p99Ms: result.latency.p99,
  };
}

/** What a benchmark is and what it finds out. */

export interface Measurement {
  readonly name: string;
  readonly unit: 'req/s' | 'values/s' | 'objects/s' | 'objects' | 'requests' | 'ms' | 'MB' | 'kB' | 's';
  readonly value: number;
  /** The same work done by something that everyone can judge, measured in the same minutes. */
  readonly reference?: {
    readonly name: string;
    readonly value: number;
    readonly ratio: number;
    /** The ratio that the product promises; the run fails below it. */
    readonly atLeast?: number;
    /** The same from the other side: the run fails above it. */
    readonly atMost?: number;
  };
  /** Other figures of the same samples, such as p99. */
  readonly details?: Readonly<Record<string, number>>;
  /** What the product promises; the run fails above it. */
  readonly limit?: number;
}

/** What the command line may say; a benchmark that has no use for one ignores it. */
export interface BenchmarkOptions {
  /** How many objects to work with. */
  readonly objects?: number;
  /** How often each side is measured. */
  readonly rounds?: number;
}

export interface Benchmark {
  readonly name: string;
  /** One sentence: what is measured, and how. */
  readonly what: string;
  run(options: BenchmarkOptions): Promise<Measurement[]>;
}

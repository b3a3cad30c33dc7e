import type { Benchmark } from './lib/benchmark.ts';

export const apiRequests: Benchmark = {
  name: 'api-requests',
  what: '',
  run: () => Promise.resolve([]),
};

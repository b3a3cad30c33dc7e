import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import type { Benchmark, Measurement } from './lib/benchmark.ts';

const dist = path.resolve(import.meta.dirname, '..', 'packages', 'web', 'dist');
const firstLoadLimitKb = 250;

function gzipKb(files: readonly string[]): number {
  const bytes = files.reduce((sum, file) => sum + gzipSync(readFileSync(file), { level: 9 }).length, 0);
  return Math.round(bytes / 100) / 10;
}

/** What the browser fetches before it shows anything: the page and the scripts and styles that it names. */
function firstLoad(): string[] {
  const page = path.join(dist, 'index.html');
  const named = readFileSync(page, 'utf8').matchAll(/(?:src|href)="\/?([^"]+\.(?:js|css))"/g);
  return [page, ...[...named].map((match) => path.join(dist, match[1] ?? ''))];
}

function allCode(): string[] {
  const entries = readdirSync(dist, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile() && /\.(js|css|html)$/.test(entry.name));
  return files.map((entry) => path.join(entry.parentPath, entry.name));
}

export const bundleSize: Benchmark = {
  name: 'bundle-size',
  what: 'The console as built for production, gzip level 9: what index.html names (first load), and all code of all pages.',
  async run(): Promise<Measurement[]> {
    return [
      { name: 'first load', unit: 'kB', value: gzipKb(firstLoad()), limit: firstLoadLimitKb },
      { name: 'all pages', unit: 'kB', value: gzipKb(allCode()) },
    ];
  },
};

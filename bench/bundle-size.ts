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

/** The files that the page names, whatever they are for. */
function namedByPage(page: string): string[] {
  const named = readFileSync(page, 'utf8').matchAll(/(?:src|href)="\/?([^"]+\.(?:js|css))"/g);
  return [...named].map((match) => path.join(dist, match[1] ?? ''));
}

/** What a script imports before it runs. */
function staticImports(script: string): string[] {
  if (!script.endsWith('.js')) return [];
  const imports = readFileSync(script, 'utf8').matchAll(/(?:from|import)\s*["'](\.[^"']+\.js)["']/g);
  return [...imports].map((match) => path.resolve(path.dirname(script), match[1] ?? ''));
}

/** What the browser fetches until the dashboard is there: the page, what it names, the chunk of the dashboard, and their imports. */
function firstLoad(): string[] {
  const page = path.join(dist, 'index.html');
  const assets = path.join(dist, 'assets');
  const dashboard = readdirSync(assets).filter((name) => /^DashboardPage[^/]*\.js$/.test(name));
  if (dashboard.length !== 1) throw new Error('the build has no chunk of the dashboard');
  const files = new Set([page, ...namedByPage(page), ...dashboard.map((name) => path.join(assets, name))]);
  for (const file of files) for (const imported of staticImports(file)) files.add(imported);
  return [...files];
}

function allCode(): string[] {
  const entries = readdirSync(dist, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile() && /\.(js|css|html)$/.test(entry.name));
  return files.map((entry) => path.join(entry.parentPath, entry.name));
}

export const bundleSize: Benchmark = {
  name: 'bundle-size',
  what: 'The console as built for production, gzip level 9: what the dashboard needs (first load), and all code of all pages.',
  async run(): Promise<Measurement[]> {
    return [
      { name: 'first load', unit: 'kB', value: gzipKb(firstLoad()), limit: firstLoadLimitKb },
      { name: 'all pages', unit: 'kB', value: gzipKb(allCode()) },
    ];
  },
};

/**
 * The import rules, run with a guard against silence.
 *
 * The checker reports success when it saw nothing, for instance because it met a compiler that it cannot use. So the number of
 * modules that it saw is compared with the number of files that there are.
 */
import { globSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { pathToFileURL } from 'node:url';
import { cruise, type IConfiguration, type ICruiseResult } from 'dependency-cruiser';
import { findFolderCycles } from './folder-cycles.ts';

export interface ImportViolation {
  readonly rule: string;
  readonly from: string;
  readonly to: string;
  /** The way round, for a cycle. */
  readonly via: readonly string[];
}

export interface ImportReport {
  readonly violations: readonly ImportViolation[];
  /** Files of the tree that the checker did not look at. */
  readonly unseen: readonly string[];
  readonly seenCount: number;
}

const sourcePattern = 'packages/*/{src,test,tools}/**/*.{ts,tsx}';
/** Folders that need each other cannot be understood one by one. */
const folderRule = 'no-circular-folders';
const rulesFile = path.resolve(import.meta.dirname, '..', '.dependency-cruiser.mjs');

async function loadRules(): Promise<IConfiguration> {
  const loaded: { default: IConfiguration } = await import(pathToFileURL(rulesFile).href);
  return loaded.default;
}

export async function ruleNames(): Promise<string[]> {
  const { forbidden } = await loadRules();
  return [...(forbidden ?? []).map((rule) => rule.name ?? ''), folderRule];
}

/** All source files of the tree, relative to its root. */
export function sourceFiles(root: string): string[] {
  return globSync(sourcePattern, { cwd: root, exclude: (name) => name === 'node_modules' || name === 'dist' }).sort();
}

type Rules = NonNullable<IConfiguration['forbidden']>;
type Options = NonNullable<IConfiguration['options']>;

async function cruiseFiles(root: string, files: string[], forbidden: Rules, options: Options): Promise<ICruiseResult> {
  const settings = { ...options, baseDir: root, validate: true, ruleSet: { forbidden } };
  const { output } = await cruise(files, settings, options.enhancedResolveOptions);
  if (typeof output === 'string') throw new Error(`the import checker answered with text: ${output}`);
  return output;
}

function violationsOf(result: ICruiseResult): ImportViolation[] {
  return result.summary.violations.map((violation) => ({
    rule: violation.rule.name,
    from: violation.from,
    to: violation.to,
    via: violation.cycle?.map((step) => step.name) ?? [],
  }));
}

/** Tests may look at folders from all sides; only production code makes a cycle of folders. */
const testFiles = /\.(test|e2e)\.tsx?$|\/test\//;

/** Checks the tree below `root` (which must be the working directory) by the rules of this repository. */
export async function checkImports(root: string): Promise<ImportReport> {
  const { forbidden = [], options = {} } = await loadRules();
  const files = sourceFiles(root);
  const result = await cruiseFiles(root, files, forbidden, options);
  const production = result.modules.filter(({ source }) => !testFiles.test(source));
  const folders = findFolderCycles(production).map((cycle) => ({ rule: folderRule, ...cycle }));
  const seen = new Set(result.modules.map((module) => module.source));
  return {
    seenCount: seen.size,
    unseen: files.filter((file) => !seen.has(file)),
    violations: [...violationsOf(result), ...folders],
  };
}

/** One line a problem; empty when all is well. */
export function describeReport(report: ImportReport): string[] {
  const unseen = report.unseen.map((file) => `not-seen: the checker did not look at ${file}`);
  const violations = report.violations.map(
    ({ rule, from, to, via }) => `${rule}: ${from} → ${via.length === 0 ? to : via.join(' → ')}`,
  );
  return [...unseen, ...violations];
}

if (process.argv[1] === import.meta.filename) {
  const report = await checkImports(process.cwd());
  const problems = describeReport(report);
  console.log([...problems, `${report.seenCount} modules, ${problems.length} problems`].join('\n'));
  process.exitCode = problems.length === 0 ? 0 : 1;
}

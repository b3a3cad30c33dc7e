/**
 * Rules about source text that the linter has no rule for.
 *
 * Each rule is a function from one parsed file (or from the list of files) to findings. A finding can be allowed on its line, or
 * on the line above, with `// allow <rule>: <reason>`; without a reason it is not allowed.
 */
import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import ts from 'typescript';

export interface Finding {
  readonly rule: string;
  readonly file: string;
  readonly line: number;
  readonly message: string;
}

export interface SourceFile {
  /** Relative to the root, with slashes. */
  readonly path: string;
  readonly text: string;
}

const maxFunctionLines = 60;
const maxComponentLines = 120;
const isTest = (file: string): boolean => /\.(test|e2e)\.tsx?$/.test(file) || /^packages\/[^/]+\/test\//.test(file);
/** Programs that prepare, check and measure run on the real clock. */
const isTool = (file: string): boolean => /^(tools|bench)\/|^packages\/[^/]+\/tools\//.test(file);
const clockFiles = ['packages/core/src/clock.ts', 'packages/core/src/ids.ts', 'packages/web/src/lib/clock.ts'];
const vagueNames = ['util', 'utils', 'helper', 'helpers', 'common', 'manager', 'base', 'impl', 'misc', 'data'];

type FunctionNode =
  | ts.FunctionDeclaration
  | ts.FunctionExpression
  | ts.ArrowFunction
  | ts.MethodDeclaration
  | ts.ConstructorDeclaration;

function isFunction(node: ts.Node): node is FunctionNode {
  return (
    ts.isFunctionDeclaration(node) ||
    ts.isFunctionExpression(node) ||
    ts.isArrowFunction(node) ||
    ts.isMethodDeclaration(node) ||
    ts.isConstructorDeclaration(node)
  );
}

interface Scan {
  readonly file: SourceFile;
  readonly source: ts.SourceFile;
  lineOf(node: ts.Node): number;
  report(rule: string, node: ts.Node, message: string): void;
}

/** Lines from the first to the last of a node. */
function extent(scan: Scan, node: ts.Node): number {
  return scan.source.getLineAndCharacterOfPosition(node.getEnd()).line + 2 - scan.lineOf(node);
}

/** Lines of the functions directly inside: they are measured for themselves, so a factory is as long as what is its own. */
function innerLines(scan: Scan, node: ts.Node): number {
  let lines = 0;
  const visit = (child: ts.Node): void => {
    if (isFunction(child)) lines += extent(scan, child) - 1;
    else ts.forEachChild(child, visit);
  };
  ts.forEachChild(node, visit);
  return lines;
}

function checkFunctionLength(scan: Scan, node: ts.Node): void {
  if (!isFunction(node) || isTest(scan.file.path)) return;
  const lines = extent(scan, node) - innerLines(scan, node);
  const max = scan.file.path.endsWith('.tsx') ? maxComponentLines : maxFunctionLines;
  if (lines > max) scan.report('function-length', node, `a function of ${lines} lines of its own; ${max} are the most`);
}

function isName(node: ts.Node, name: string): boolean {
  return ts.isIdentifier(node) && node.text === name;
}

/** `new Date()` and `Date()` read the system's clock; `new Date(x)` only converts. */
function checkClock(scan: Scan, node: ts.Node): void {
  const isRead = ts.isNewExpression(node) ? (node.arguments ?? []).length === 0 : ts.isCallExpression(node);
  if (!isRead || !(ts.isNewExpression(node) || ts.isCallExpression(node)) || !isName(node.expression, 'Date')) return;
  const { path: file } = scan.file;
  if (!clockFiles.includes(file) && !isTool(file)) {
    scan.report('system-clock', node, 'reads the clock of the system: take a Clock (core/src/clock.ts)');
  }
}

const allowance = /\/\/ allow ([a-z-]+): \S/;

function isAllowed(lines: readonly string[], finding: Finding): boolean {
  return [lines[finding.line - 1], lines[finding.line - 2]].some((line) => allowance.exec(line ?? '')?.[1] === finding.rule);
}

/** A rule of the linter is switched off with a reason on the same line. */
function checkDirectives(file: SourceFile, lines: readonly string[]): Finding[] {
  return lines.flatMap((text, index) => {
    const directive = /(?:\/\/|\/\*)\s*(?:oxlint|eslint)-disable[a-z-]*\s+(.*)/.exec(text)?.[1];
    if (directive === undefined || /--\s*\S/.test(directive)) return [];
    return [
      { rule: 'reason-for-exception', file: file.path, line: index + 1, message: 'switches a rule off without ` -- reason`' },
    ];
  });
}

function checkFileName(file: SourceFile): Finding[] {
  const base = path.posix.basename(file.path).replace(/\.[a-z]+$/, '');
  const finding = (message: string): Finding[] => [{ rule: 'file-name', file: file.path, line: 1, message }];
  const [concept = '', ...roles] = base.toLowerCase().split('.');
  const vague = [concept, ...roles].find((word) => vagueNames.includes(word));
  if (vague !== undefined) return finding(`"${vague}" says nothing: name the concept`);
  const isComponent = file.path.endsWith('.tsx') && /^[A-Z][A-Za-z0-9]*(\.test)?$/.test(base);
  if (!isComponent && !/^[a-z0-9]+(-[a-z0-9]+)*(\.[a-z0-9]+(-[a-z0-9]+)*)*$/.test(base))
    return finding('file names are kebab-case');
  return [];
}

/** Two domains with a file of one name cannot be told apart in a search or in a stack trace. */
export function findSameNames(files: readonly SourceFile[]): Finding[] {
  const first = new Map<string, string>();
  return files.flatMap((file) => {
    const match = /^packages\/server\/src\/domains\/.*?([^/]+)$/.exec(file.path);
    const base = match?.[1];
    if (base === undefined || base === 'index.ts') return [];
    const other = first.get(base);
    if (other === undefined) first.set(base, file.path);
    return other === undefined
      ? []
      : [{ rule: 'one-name-one-file', file: file.path, line: 1, message: `is named like ${other}` }];
  });
}

/** All findings in one file. */
export function scanFile(file: SourceFile): Finding[] {
  const kind = file.path.endsWith('.tsx') ? ts.ScriptKind.TSX : ts.ScriptKind.TS;
  const source = ts.createSourceFile(file.path, file.text, ts.ScriptTarget.Latest, false, kind);
  const lines = file.text.split('\n');
  const findings: Finding[] = [...checkFileName(file), ...checkDirectives(file, lines)];
  const lineOf = (node: ts.Node): number => source.getLineAndCharacterOfPosition(node.getStart(source)).line + 1;
  const scan: Scan = {
    file,
    source,
    lineOf,
    report: (rule, node, message) => findings.push({ rule, file: file.path, line: lineOf(node), message }),
  };
  const visit = (node: ts.Node): void => {
    checkFunctionLength(scan, node);
    checkClock(scan, node);
    ts.forEachChild(node, visit);
  };
  visit(source);
  return findings.filter((finding) => !isAllowed(lines, finding));
}

function readSources(root: string): SourceFile[] {
  const patterns = ['packages/*/{src,test,tools,build}/**/*.{ts,tsx}', '{tools,bench}/**/*.ts'];
  const skipped = new Set(['node_modules', 'dist', 'generated']);
  const files = globSync(patterns, { cwd: root, exclude: (name) => skipped.has(path.basename(name)) });
  return files
    .sort()
    .map((file) => ({ path: file.split(path.sep).join('/'), text: readFileSync(path.join(root, file), 'utf8') }));
}

if (process.argv[1] === import.meta.filename) {
  const files = readSources(process.cwd());
  const findings = [...files.flatMap(scanFile), ...findSameNames(files)];
  for (const { file, line, rule, message } of findings) console.log(`${file}:${line} ${rule}: ${message}`);
  console.log(`${files.length} files, ${findings.length} findings`);
  process.exitCode = findings.length === 0 && files.length > 0 ? 0 : 1;
}

/** Writes `packages/sdk/src/generated` from `openapi/api.json`; with `--check`, says what differs and fails instead. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ApiDocument } from './document.ts';
import { emitClient, emitErrors, emitRoutes, emitStates } from './emit-client.ts';
import { declarationOf } from './emit-types.ts';

const root = join(import.meta.dirname, '../../..');
const target = join(import.meta.dirname, '../src/generated');

function emitTypes(document: ApiDocument): string {
  const header = '// Generated from openapi/api.json by `npm run gen`; edits are lost.\n';
  const names = Object.keys(document.components.schemas).sort();
  return [header, ...names.map((name) => declarationOf(name, document.components.schemas[name] ?? {}))].join('\n');
}

/** Every generated file by name. */
export function emitSdk(document: ApiDocument): Record<string, string> {
  return {
    'client.ts': emitClient(document),
    'errors.ts': emitErrors(document),
    'routes.ts': emitRoutes(document),
    'states.ts': emitStates(document),
    'types.ts': emitTypes(document),
  };
}

/** The files as the formatter leaves them, so that a check compares like with like. */
function formatted(files: Record<string, string>): Record<string, string> {
  const dir = mkdtempSync(join(tmpdir(), 'moorage-sdk-'));
  try {
    for (const [name, text] of Object.entries(files)) writeFileSync(join(dir, name), text);
    const program = join(root, 'node_modules/.bin/oxfmt');
    execFileSync(program, ['--config', join(import.meta.dirname, 'oxfmt.json'), '.'], { cwd: dir });
    return Object.fromEntries(Object.keys(files).map((name) => [name, readFileSync(join(dir, name), 'utf8')]));
  } finally {
    rmSync(dir, { recursive: true });
  }
}

function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}

function main(): void {
  const document: ApiDocument = JSON.parse(readFileSync(join(root, 'openapi/api.json'), 'utf8'));
  const files = formatted(emitSdk(document));
  const stale = Object.entries(files).filter(([name, text]) => readIfThere(join(target, name)) !== text);
  if (process.argv.includes('--check')) {
    for (const [name] of stale) console.error(`packages/sdk/src/generated/${name} is out of date; run npm run gen`);
    process.exitCode = stale.length === 0 ? 0 : 1;
    return;
  }
  mkdirSync(target, { recursive: true });
  for (const [name, text] of stale) writeFileSync(join(target, name), text);
}

if (import.meta.main) main();

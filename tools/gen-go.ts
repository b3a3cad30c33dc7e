/**
 * `node tools/run.mjs gen-go`: writes the generated half of the Go SDK from `openapi/api.json`; with `--check`, fails when it is stale.
 * It needs Go, which `npm run gen` does not, and is therefore no part of that.
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { goDocument } from './go-document.ts';

const root = path.join(import.meta.dirname, '..');
const target = path.join(root, 'sdk-go', 'api');

const settings = {
  package: 'api',
  'output-options': {
    // There is a schema of the name that it has otherwise.
    'client-type-name': 'HTTPClient',
    'name-normalizer': 'ToCamelCaseWithInitialisms',
    'nullable-type': true,
    'skip-prune': true,
  },
};
const parts = { 'types.gen.go': { models: true }, 'client.gen.go': { client: true } };

function readIfThere(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}

/** The generated files by name. */
function generate(work: string): Record<string, string> {
  const document = path.join(work, 'openapi.json');
  writeFileSync(document, JSON.stringify(goDocument(JSON.parse(readFileSync(path.join(root, 'openapi', 'api.json'), 'utf8')))));
  const entries = Object.entries(parts).map(([name, wanted]): [string, string] => {
    const config = path.join(work, `${name}.json`);
    const output = path.join(work, name);
    writeFileSync(config, JSON.stringify({ ...settings, generate: wanted, output }));
    const tool = ['tool', 'oapi-codegen', '--config', config, document];
    execFileSync('go', tool, { cwd: path.join(root, 'sdk-go', 'tools'), stdio: ['ignore', 'inherit', 'inherit'] });
    return [name, readFileSync(output, 'utf8')];
  });
  return Object.fromEntries(entries);
}

function main(): void {
  const work = mkdtempSync(path.join(tmpdir(), 'moorage-gen-go-'));
  try {
    const files = Object.entries(generate(work));
    if (process.argv.includes('--check')) {
      const stale = files.filter(([name, text]) => readIfThere(path.join(target, name)) !== text);
      for (const [name] of stale) console.error(`sdk-go/api/${name} is out of date; run \`node tools/run.mjs gen-go\``);
      process.exitCode = stale.length === 0 ? 0 : 1;
      return;
    }
    mkdirSync(target, { recursive: true });
    for (const [name, text] of files) writeFileSync(path.join(target, name), text);
  } finally {
    rmSync(work, { recursive: true });
  }
}

main();

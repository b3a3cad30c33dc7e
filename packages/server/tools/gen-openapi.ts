/** Writes `openapi/api.json` from the contracts; with `--check`, fails when it differs instead. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { contracts } from '../src/contracts.ts';
import { apiInfo } from '../src/api-info.ts';
import { buildOpenApi } from '../src/platform/http/openapi.ts';

const path = join(import.meta.dirname, '../../../openapi/api.json');

function current(): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}

const text = `${JSON.stringify(buildOpenApi(contracts, apiInfo), null, 2)}\n`;
if (process.argv.includes('--check')) {
  if (current() !== text) {
    console.error('openapi/api.json is out of date; run npm run gen');
    process.exitCode = 1;
  }
} else {
  writeFileSync(path, text);
}

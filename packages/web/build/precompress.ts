/** Writes `.br` and `.gz` beside every compressible file of the build, so that the server sends them without compressing anything. */
import { readFile, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import type { Plugin } from 'vite';

const compressible = /\.(?:js|css|html|svg|json|txt)$/;
const smallestWorthwhile = 1024;

async function compressFile(path: string): Promise<void> {
  const source = await readFile(path);
  if (source.length < smallestWorthwhile) return;
  const [br, gz] = await Promise.all([
    promisify(brotliCompress)(source, { params: { [constants.BROTLI_PARAM_QUALITY]: 10 } }),
    promisify(gzip)(source, { level: 9 }),
  ]);
  await Promise.all([writeFile(`${path}.br`, br), writeFile(`${path}.gz`, gz)]);
}

/** Vite plugin; runs after the bundle and the public files are on disk. */
export function precompress(): Plugin {
  let outDir = '';
  return {
    name: 'moorage-precompress',
    apply: 'build',
    configResolved(config) {
      outDir = config.build.outDir.startsWith('/') ? config.build.outDir : join(config.root, config.build.outDir);
    },
    async closeBundle() {
      const entries = await readdir(outDir, { recursive: true });
      for (const entry of entries.filter((name) => compressible.test(name))) await compressFile(join(outDir, entry));
    },
  };
}

// `npm run bench [-- name …]`: on a console and programs that are built, so that no start has to do it while it is measured.
import { ensureProgramBuilt } from './program-build.mjs';
import { program } from './program.mjs';
import { ensureWebBuilt } from './web-build.mjs';

export const { run } = program('bench/main.ts', [], async () => {
  await ensureWebBuilt();
  await ensureProgramBuilt();
});

// `npm run bench [-- name …]`: on a console that is built, so that no start has to do it while it is measured.
import { program } from './program.mjs';
import { ensureWebBuilt } from './web-build.mjs';

export const { run } = program('bench/main.ts', [], ensureWebBuilt);

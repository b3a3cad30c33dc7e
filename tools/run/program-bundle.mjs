// Makes few files of the programs and of what they import; started by program-build.mjs, in a process that gives its memory back.
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { pathToFileURL } from 'node:url';
import { buildsDir, recordFile, root, stampOf } from '../../packages/moorage/bin/built.mjs';

const programs = {
  moorage: path.join(root, 'packages', 'moorage', 'src', 'main.ts'),
  server: path.join(root, 'packages', 'server', 'src', 'main.ts'),
};
/** What has native parts, and what is large and loaded by few: it is found in node_modules as ever. */
const outside = [/^@node-rs\/argon2/, /^@lydell\/node-pty/, /^ssh2/, /^cpu-features/, /^@aws-sdk\//, /^@kubernetes\/client-node/];

/** A module still finds what lies beside its source. */
const places = {
  name: 'places',
  transform: {
    filter: { id: /^[/\\]|^[A-Z]:/, code: /import\.meta\.(?:dirname|filename|url)|__dirname|__filename/ },
    handler(code, id) {
      const texts = {
        'import.meta.dirname': path.dirname(id),
        'import.meta.filename': id,
        'import.meta.url': pathToFileURL(id).href,
        __dirname: path.dirname(id),
        __filename: id,
      };
      const replaced = code.replace(/import\.meta\.(?:dirname|filename|url)\b|\b__(?:dirname|filename)\b/g, (name) =>
        JSON.stringify(texts[name]),
      );
      // Lines stay where they were, which is all that a stack is read for.
      return { code: replaced, map: null };
    },
  },
};

function sourcesOf(watched) {
  const own = watched.map((file) => path.relative(root, file)).filter((file) => !file.includes('node_modules'));
  const packages = readdirSync(path.join(root, 'packages')).map((name) => path.join('packages', name, 'package.json'));
  const others = ['package-lock.json', path.join('node_modules', '.package-lock.json'), 'tools/run/program-bundle.mjs'];
  return [...new Set([...own, ...packages, ...others])].sort();
}

/** Whoever was started from an older build may load a part of it yet, so the last few stay; and one may be in the making. */
function removeOld() {
  const dirs = readdirSync(buildsDir, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => path.join(buildsDir, entry.name))
    .map((dir) => ({ dir, madeAt: statSync(dir, { throwIfNoEntry: false })?.mtimeMs ?? 0 }))
    .sort((one, other) => other.madeAt - one.madeAt);
  const young = Date.now() - 10 * 60_000;
  for (const { dir, madeAt } of dirs.slice(3)) if (madeAt < young) rmSync(dir, { recursive: true, force: true });
}

async function bundle(dir) {
  // Comes with vite, which the console is built with; by its path, as it is no dependency of this package.
  const { rolldown } = await import(pathToFileURL(path.join(root, 'node_modules', 'rolldown', 'dist', 'index.mjs')).href);
  const build = await rolldown({
    input: programs,
    platform: 'node',
    external: outside,
    plugins: [places],
    tsconfig: false,
    logLevel: 'silent',
  });
  await build.write({ dir, format: 'esm', sourcemap: true, sourcemapExcludeSources: true });
  const watched = await build.watchFiles;
  await build.close();
  return watched;
}

mkdirSync(buildsDir, { recursive: true });
const beganAt = Date.now();
const dir = mkdtempSync(path.join(buildsDir, 'build-'));
// Who installs is not always who runs.
chmodSync(dir, 0o755);
try {
  const sources = sourcesOf(await bundle(dir)).map((file) => {
    const [mtimeMs, size] = stampOf(path.join(root, file));
    // What was written meanwhile may have been read before: such a build is of no use but to be made again.
    return [file, mtimeMs >= beganAt - 1 ? -1 : mtimeMs, size];
  });
  const record = `${recordFile}.${process.pid}`;
  writeFileSync(record, JSON.stringify({ root, dir, sources }));
  // All at once, as others may make the same just now.
  renameSync(record, recordFile);
  removeOld();
} catch (error) {
  rmSync(dir, { recursive: true, force: true });
  console.error(error);
  process.exitCode = 1;
}

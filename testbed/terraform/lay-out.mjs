// Terraform without the remote backends of clouds and without what fetches modules from their stores: more than half of its build, and nothing
// that a test comes to. Both are packages within modules, and Go lets nobody replace files of a module, so it is built from copies.
import { execFileSync } from 'node:child_process';
import { appendFileSync, cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** What is left out, by module: files and folders, and the lines that name them. */
const modules = {
  'github.com/hashicorp/terraform': {
    parts: ['azure', 'consul', 'cos', 'gcs', 'kubernetes', 'oss', 'pg', 's3'].map(
      (name) => `internal/backend/remote-state/${name}`,
    ),
    lines: {
      'internal/backend/init/init.go': /backend(Azure|Consul|Cos|GCS|Kubernetes|OSS|Pg|S3)\b/,
      'internal/getmodules/getter.go': /(GCS|S3)(Getter|Detector)/,
    },
  },
  'github.com/hashicorp/go-getter': {
    parts: ['get_gcs.go', 'get_s3.go', 'detect_gcs.go', 'detect_s3.go'],
    lines: { 'get.go': /(GCS|S3)Getter/, 'detect.go': /(GCS|S3)Detector/ },
  },
};

/** Where the versions of the modules are that `dir` asks for. */
function download(dir) {
  const options = { cwd: dir, encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] };
  const told = execFileSync('go', ['mod', 'download', '-json', ...Object.keys(modules)], options);
  return JSON.parse(`[${told.trim().replaceAll(/^\}\n\{$/gm, '},\n{')}]`);
}

function dropLines(file, pattern) {
  const kept = readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => !pattern.test(line));
  writeFileSync(file, kept.join('\n'));
}

/** Lays out in `target` what the program is built from; `dir` holds its go.mod. */
export function layOut(dir, target) {
  rmSync(target, { recursive: true, force: true });
  mkdirSync(target, { recursive: true });
  for (const file of ['go.mod', 'go.sum']) cpSync(path.join(dir, file), path.join(target, file));
  for (const { Path: name, Dir: source } of download(dir)) {
    const folder = path.basename(name);
    // Files of the module cache are read-only, their copies must not be.
    execFileSync('cp', ['-r', '--no-preserve=mode', source, path.join(target, folder)]);
    for (const part of modules[name].parts) rmSync(path.join(target, folder, part), { recursive: true });
    for (const [file, pattern] of Object.entries(modules[name].lines)) dropLines(path.join(target, folder, file), pattern);
    appendFileSync(path.join(target, 'go.mod'), `\nreplace ${name} => ./${folder}\n`);
  }
}

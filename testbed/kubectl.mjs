// Finds a kubectl of a supported version, or builds one from its Go module into .cache. Prints its path; says why when there is none.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const source = join(here, 'kubectl');

/** Older clients speak only SPDY for exec and port-forward and know no aggregated discovery. */
const oldestMinor = 30;

function minorOf(program) {
  try {
    const text = execFileSync(program, ['version', '--client', '--output=json'], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    return Number.parseInt(JSON.parse(text).clientVersion.minor, 10);
  } catch {
    return undefined;
  }
}

function cachedPath() {
  const fingerprint = createHash('sha256')
    .update(readFileSync(join(source, 'go.sum')))
    .digest('hex')
    .slice(0, 12);
  return join(here, '../.cache', `kubectl-${fingerprint}`);
}

function build(target) {
  mkdirSync(dirname(target), { recursive: true });
  execFileSync('go', ['build', '-o', target, '.'], { cwd: source, stdio: ['ignore', 'ignore', 'inherit'] });
}

/** Path of a usable kubectl; undefined where there is neither one nor a Go toolchain. */
export function findKubectl({ mayBuild = true } = {}) {
  const target = cachedPath();
  if (existsSync(target)) return target;
  const onPath = minorOf('kubectl');
  if (onPath !== undefined && onPath >= oldestMinor) return 'kubectl';
  if (!mayBuild) return undefined;
  try {
    build(target);
    return target;
  } catch {
    return undefined;
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const found = findKubectl();
  if (found === undefined) {
    process.stderr.write('No kubectl: install one of 1.30 or newer, or a Go toolchain to build it.\n');
    process.exitCode = 1;
  } else process.stdout.write(`${found}\n`);
}

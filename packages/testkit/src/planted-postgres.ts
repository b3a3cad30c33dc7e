/**
 * Database files for platforms that tests start: made once and copied. `initdb` and the schema are half of the work of a first start, and
 * what they make is the same every time.
 */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync } from 'node:fs';
import path from 'node:path';
import { systemClock } from '@moorage/core/clock';
import { silentLog } from '@moorage/core/log';
import { createEmbeddedPostgres } from '@moorage/embedded-postgres/embedded-postgres';
import { fingerprintDir } from './postgres.ts';
import { removeDir } from './removal.ts';
import { makeTempDir } from './temp-dir.ts';
import { readTestConfig } from './test-config.ts';

const launcher = path.resolve(import.meta.dirname, '..', '..', 'embedded-postgres');

export interface Planting {
  /** Changes with what `prepare` makes. */
  readonly fingerprint: string;
  /** Fills the database that platforms use. */
  readonly prepare: (dsn: string) => Promise<void>;
}

/** Changes with whatever makes the files: the launcher, the version of PostgreSQL, the user whom they belong to, and what is in them. */
function templateName({ fingerprint }: Planting): string {
  const versions = createHash('sha256').update(readFileSync(path.join(launcher, 'package.json')));
  return [
    'cluster',
    process.getuid?.() ?? 0,
    fingerprintDir(path.join(launcher, 'src')),
    versions.digest('hex').slice(0, 16),
    createHash('sha256').update(fingerprint).digest('hex').slice(0, 16),
  ].join('-');
}

/** With owners and modes, which the server insists on. */
function copy(from: string, to: string): void {
  execFileSync('cp', ['-a', from, to]);
}

async function makeTemplate(root: string, name: string, { prepare }: Planting): Promise<void> {
  mkdirSync(root, { recursive: true });
  for (const outdated of readdirSync(root)) if (outdated.startsWith('cluster-')) removeDir(path.join(root, outdated));
  const dir = makeTempDir('planted-postgres');
  const draft = mkdtempSync(path.join(root, 'draft-'));
  const postgres = createEmbeddedPostgres({ dataDir: dir.path, log: silentLog, clock: systemClock, fsync: false });
  try {
    await postgres.start();
    await prepare(postgres.dsn());
    await postgres.stop();
    copy(path.join(dir.path, 'cluster'), path.join(draft, name));
    // Whoever made one at the same time has made the same one.
    if (!existsSync(path.join(root, name))) renameSync(path.join(draft, name), path.join(root, name));
  } finally {
    await postgres.stop();
    removeDir(draft);
    dir.remove();
  }
}

/** Gives an embedded PostgreSQL that was never started the files that its first start would make, and what `prepare` puts into them. */
export async function plantPostgres(dataDir: string, planting: Planting): Promise<void> {
  const root = path.join(readTestConfig().cacheDir, 'planted-postgres');
  const name = templateName(planting);
  if (!existsSync(path.join(root, name))) await makeTemplate(root, name, planting);
  mkdirSync(dataDir, { recursive: true });
  copy(path.join(root, name), path.join(dataDir, 'cluster'));
}

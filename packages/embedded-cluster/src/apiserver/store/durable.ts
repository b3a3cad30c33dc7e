/** The file behind the store: every write is on disk before it is answered. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { AppError } from '@moorage/core/errors';
import type { KubeObject } from '@moorage/kube/objects';
import { isKubeObject } from '../json.ts';

export interface DurableRow {
  readonly bucket: string;
  readonly object: KubeObject;
}

export interface DurableLog {
  /** Everything that was stored, and the revision of the last write. */
  load(): { readonly rows: readonly DurableRow[]; readonly revision: number };
  put(bucket: string, object: KubeObject, revision: number): void;
  remove(bucket: string, object: KubeObject, revision: number): void;
  close(): void;
}

const fileName = 'objects.db';

/**
 * WAL with `synchronous=NORMAL`: a killed process loses nothing, a power cut may lose the last writes but never breaks the
 * file. The exclusive lock refuses a second process and spares the shared-memory file; the system frees it on kill -9.
 */
const pragmas = [
  'PRAGMA locking_mode=EXCLUSIVE',
  'PRAGMA journal_mode=WAL',
  'PRAGMA synchronous=NORMAL',
  'PRAGMA cache_size=-512',
];

/** The last revision is that of the newest row or of the last removal, so that most writes are one statement. */
const tables = `
  CREATE TABLE IF NOT EXISTS objects (
    bucket TEXT NOT NULL, namespace TEXT NOT NULL, name TEXT NOT NULL, revision INTEGER NOT NULL, body TEXT NOT NULL,
    PRIMARY KEY (bucket, namespace, name)
  ) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS last_removal (one INTEGER PRIMARY KEY CHECK (one = 1), revision INTEGER NOT NULL);
  INSERT OR IGNORE INTO last_removal VALUES (1, 0);`;

const lastRevision =
  'SELECT max((SELECT revision FROM last_removal), (SELECT ifnull(max(revision), 0) FROM objects)) AS revision';

function open(path: string): DatabaseSync {
  const db = new DatabaseSync(path);
  try {
    for (const pragma of pragmas) db.exec(pragma);
    db.exec(tables);
    return db;
  } catch (error) {
    db.close();
    const isLocked = error instanceof Error && error.message.includes('locked');
    const message = isLocked
      ? 'The embedded cluster is already running on this data directory.'
      : 'The embedded cluster cannot open its data.';
    const nextStep = isLocked
      ? 'Stop the other process, or choose another data directory.'
      : 'Check the file and its permissions.';
    throw new AppError('unavailable', message, { details: { path, nextStep }, cause: error });
  }
}

/** Opens (or makes) the file in the given directory. */
export function openDurableLog(directory: string): DurableLog {
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const db = open(join(directory, fileName));
  const conflict = 'ON CONFLICT DO UPDATE SET revision = excluded.revision, body = excluded.body';
  const upsert = db.prepare(`INSERT INTO objects VALUES (?, ?, ?, ?, ?) ${conflict}`);
  const erase = db.prepare('DELETE FROM objects WHERE bucket = ? AND namespace = ? AND name = ?');
  const noteRemoval = db.prepare('UPDATE last_removal SET revision = ?');
  return {
    load() {
      const rows: DurableRow[] = [];
      for (const row of db.prepare('SELECT bucket, body FROM objects').iterate()) {
        const object: unknown = JSON.parse(String(row['body']));
        if (isKubeObject(object)) rows.push({ bucket: String(row['bucket']), object });
      }
      return { rows, revision: Number(db.prepare(lastRevision).get()?.['revision'] ?? 0) };
    },
    put(bucket, object, revision) {
      const { namespace = '', name } = object.metadata;
      upsert.run(bucket, namespace, name, revision, JSON.stringify(object));
    },
    remove(bucket, object, revision) {
      const { namespace = '', name } = object.metadata;
      db.exec('BEGIN IMMEDIATE');
      try {
        erase.run(bucket, namespace, name);
        noteRemoval.run(revision);
        db.exec('COMMIT');
      } catch (error) {
        db.exec('ROLLBACK');
        throw error;
      }
    },
    close: () => db.close(),
  };
}

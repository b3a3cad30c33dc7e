/**
 * What a backup is made of.
 *
 * Two objects: `<name>/data` and, written last, `<name>/manifest`; without a manifest there is no backup. Each begins with a line of
 * JSON, the header: what it is, and the data key, wrapped by every keeper that can open it. The rest is sealed (see
 * `platform/crypto/chunk-stream.ts`) under a key of its own that is derived from the data key; the header is part of what is
 * authenticated. Inside, gzip; inside of that, the manifest is JSON, and the data a row of frames: a table begins, its rows in the
 * text format of COPY, it ends, …, all has ended.
 */
import { AppError, isAppError } from '@moorage/core/errors';
import { z } from 'zod';

export const formatVersion = 1;

export type BackupPart = 'data' | 'manifest';

const header = z.strictObject({
  format: z.literal('moorage-backup'),
  version: z.int(),
  part: z.enum(['data', 'manifest']),
  name: z.string(),
  wraps: z.record(z.string(), z.string()),
});

export type BackupHeader = z.output<typeof header>;

const tableFacts = z.strictObject({
  name: z.string(),
  columns: z.array(z.string()),
  rows: z.int(),
  /** Of all rows, in whatever order; see the store. */
  checksum: z.string(),
});

const manifest = z.strictObject({
  name: z.string(),
  createdAt: z.iso.datetime(),
  productVersion: z.string(),
  postgresVersion: z.string(),
  /** Each file that had been applied, with the checksum of its text. */
  migrations: z.array(z.strictObject({ name: z.string(), checksum: z.string() })).min(1),
  tables: z.array(tableFacts),
  sequences: z.array(z.strictObject({ name: z.string(), value: z.string(), isCalled: z.boolean() })),
  dataBytes: z.int(),
  /** Root keys without which what is sealed inside cannot be read. */
  rootKeys: z.array(z.string()),
});

export type TableFacts = z.output<typeof tableFacts>;
export type BackupManifest = z.output<typeof manifest>;

const damagedStep = 'Restore another backup: `moorage db backups` lists them.';

export function damaged(what: string, cause?: unknown): AppError {
  return new AppError('conflict', `The backup is damaged: ${what}.`, { cause, details: { nextStep: damagedStep } });
}

/** Another one is at work on this database: no failure, only not now. */
export function isBusy(error: unknown): boolean {
  return isAppError(error, 'conflict') && error.details?.['busy'] === true;
}

function parse<T>(schema: z.ZodType<T>, text: string, what: string): T {
  try {
    return schema.parse(JSON.parse(text));
  } catch (cause) {
    throw damaged(`${what} cannot be understood`, cause);
  }
}

export function readHeader(line: string, wanted: { readonly name: string; readonly part: BackupPart }): BackupHeader {
  const found = parse(header, line, 'its header');
  if (found.version > formatVersion) {
    throw new AppError('conflict', `The backup has format ${found.version}; this version reads ${formatVersion}.`, {
      details: { nextStep: 'Restore with a version at least as new as the one that made it.' },
    });
  }
  if (found.name !== wanted.name || found.part !== wanted.part) {
    throw damaged(`it says that it is ${found.part} of ${found.name}`);
  }
  return found;
}

export function headerLine(name: string, part: BackupPart, wraps: BackupHeader['wraps']): string {
  const line: BackupHeader = { format: 'moorage-backup', version: formatVersion, part, name, wraps };
  return JSON.stringify(line);
}

export function readManifest(text: string): BackupManifest {
  return parse(manifest, text, 'its manifest');
}

/** Sorts by time, and says it to people: `moorage-20261122T021500Z-3f9a`. */
export function backupNameOf(at: Date, id: string): string {
  return `moorage-${at.toISOString().replaceAll(/[-:]|\.\d+/g, '')}-${id.replaceAll('-', '').slice(-8)}`;
}

const namePattern = /^moorage-\d{8}T\d{6}Z-[0-9a-f]{8}$/;

export function isBackupName(name: string): boolean {
  return namePattern.test(name);
}

/** When it was begun, as its name tells. */
export function timeOfName(name: string): Date {
  const [, year, month, day, hour, minute, second] = /-(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z-/.exec(name) ?? [];
  return new Date(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
}

/** Tables whose rows are worth nothing after a restore, or would do harm. Everything that is not named here is in every backup. */
export const leftOut: Readonly<Record<string, string>> = {
  schema_migrations: 'made by migrating; the manifest says up to where',
  backups: 'the target knows what there is; after a restore it is read again',
  sessions: 'whoever signed out since must not be signed in again',
  token_families: 'as sessions',
  refresh_tokens: 'as sessions',
  sign_in_flows: 'of browsers that were on their way',
  device_logins: 'of programs that were waiting',
  device_guesses: 'counts of an hour',
  idempotency_keys: 'answers to requests that never happened',
  rate_limits: 'counts of a minute',
  job_claims: 'of workers that are gone',
};

/** Frames inside the data. */
export const frameTypes = { table: 1, rows: 2, tableEnd: 3, end: 4 } as const;
export type FrameType = (typeof frameTypes)[keyof typeof frameTypes];

export interface Frame {
  readonly type: FrameType;
  readonly payload: Uint8Array;
}

/** Of one frame; longer pieces of rows are cut. */
export const maxFrameBytes = 262_144;

const tableBegin = z.strictObject({ name: z.string(), columns: z.array(z.string()).min(1) });
const tableEnd = z.strictObject({ rows: z.int() });

export type TableBegin = z.output<typeof tableBegin>;

export function readTableBegin(payload: Uint8Array): TableBegin {
  return parse(tableBegin, Buffer.from(payload).toString('utf8'), 'the head of a table');
}

export function readTableEnd(payload: Uint8Array): { readonly rows: number } {
  return parse(tableEnd, Buffer.from(payload).toString('utf8'), 'the end of a table');
}

/** Differences between what was written and what is there, in words; empty where there are none. */
export function differencesOf(expected: readonly TableFacts[], found: readonly TableFacts[]): string[] {
  const there = new Map(found.map((table) => [table.name, table]));
  return expected.flatMap(({ name, rows, checksum }) => {
    const table = there.get(name);
    if (table === undefined) return [`${name} is missing`];
    if (table.rows !== rows) return [`${name} has ${table.rows} rows, not ${rows}`];
    return table.checksum === checksum ? [] : [`${name} has other content`];
  });
}

/**
 * One object of a backup, to and from its target: header, key, seal, gzip.
 *
 * Every backup has a data key of its own, which is nowhere but in memory and, wrapped, in the header. Whoever holds one of the keepers'
 * keys can open it; the database that is saved holds none of them.
 */
import { hkdfSync, randomBytes } from 'node:crypto';
import { pipeline, Readable, type Transform } from 'node:stream';
import { isDeepStrictEqual } from 'node:util';
import { createGunzip, createGzip } from 'node:zlib';
import { AppError, isAppError } from '@moorage/core/errors';
import { openChunks, sealChunks } from '../../platform/crypto/chunk-stream.ts';
import { type BackupHeader, type BackupPart, damaged, headerLine, readHeader } from './backup-format.rules.ts';
import type { BackupKeeper, BackupTarget } from './backup.ports.ts';

export interface DataKey {
  readonly bytes: Buffer;
  readonly wraps: BackupHeader['wraps'];
}

interface PartRef {
  readonly name: string;
  readonly part: BackupPart;
}

const maxHeaderBytes = 65_536;
/** Half the time of the usual 6 for a few per cent more bytes. */
const gzipLevel = 4;

const wrapContext = (name: string): string => `moorage backup ${name}`;

export async function makeDataKey(name: string, keepers: readonly BackupKeeper[]): Promise<DataKey> {
  if (keepers.length === 0) {
    throw new AppError('conflict', 'There is no key to encrypt a backup with.', {
      details: { nextStep: 'Set BACKUP_KEY, or ROOT_KEY, to what `openssl rand -base64 32` prints.' },
    });
  }
  const bytes = randomBytes(32);
  const wraps: Record<string, string> = {};
  for (const keeper of keepers) wraps[keeper.id] = (await keeper.wrap(bytes, wrapContext(name))).toString('base64');
  return { bytes, wraps };
}

async function unwrapKey(header: BackupHeader, keepers: readonly BackupKeeper[]): Promise<Buffer> {
  for (const keeper of keepers) {
    const wrapped = Object.hasOwn(header.wraps, keeper.id) ? header.wraps[keeper.id] : undefined;
    if (wrapped === undefined) continue;
    try {
      return await keeper.unwrap(Buffer.from(wrapped, 'base64'), wrapContext(header.name));
    } catch (cause) {
      // A keeper that cannot be reached is no damage.
      throw isAppError(cause, 'internal') ? damaged('its key does not unwrap', cause) : cause;
    }
  }
  const wanted = Object.keys(header.wraps).join(' or ');
  throw new AppError('conflict', `The backup ${header.name} was encrypted under ${wanted}, which is not configured here.`, {
    details: { nextStep: 'Set ROOT_KEY, ROOT_KEY_PATH or BACKUP_KEY to the key that it was made with; see docs/backups.md.' },
  });
}

function keyOf(dataKey: Uint8Array, { name, part }: PartRef): Uint8Array {
  return new Uint8Array(hkdfSync('sha256', dataKey, name, `moorage backup ${part}`, 32));
}

/** Node ends the whole chain with the first error of it, and whoever reads hears of that error. */
function through(source: AsyncIterable<Uint8Array>, transform: Transform): AsyncIterable<Buffer> {
  pipeline(Readable.from(source, { objectMode: false }), transform, () => {});
  return transform;
}

async function* objectOf(line: string, sealed: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array, void, void> {
  yield Buffer.from(`${line}\n`, 'utf8');
  yield* sealed;
}

/** Writes one part; returns how long the object became. */
export function writePart(
  target: BackupTarget,
  ref: PartRef & { readonly key: DataKey; readonly signal?: AbortSignal | undefined },
  content: AsyncIterable<Uint8Array>,
): Promise<number> {
  const line = headerLine(ref.name, ref.part, ref.key.wraps);
  const sealed = sealChunks(keyOf(ref.key.bytes, ref), line, through(content, createGzip({ level: gzipLevel })));
  return target.write(`${ref.name}/${ref.part}`, objectOf(line, sealed), ref.signal);
}

interface Opened {
  readonly line: string;
  readonly rest: AsyncIterable<Uint8Array>;
}

async function* after(first: Uint8Array, more: AsyncIterator<Uint8Array>): AsyncGenerator<Uint8Array, void, void> {
  try {
    yield first;
    for (let next = await more.next(); next.done !== true; next = await more.next()) yield next.value;
  } finally {
    // Whoever stops early lets go of the file or the connection.
    await more.return?.();
  }
}

async function splitHeader(source: AsyncIterable<Uint8Array>): Promise<Opened> {
  const pieces = source[Symbol.asyncIterator]();
  let held: Buffer = Buffer.alloc(0);
  for (let next = await pieces.next(); next.done !== true; next = await pieces.next()) {
    held = Buffer.concat([held, next.value]);
    const end = held.indexOf('\n');
    if (end >= 0) return { line: held.subarray(0, end).toString('utf8'), rest: after(held.subarray(end + 1), pieces) };
    if (held.byteLength > maxHeaderBytes) break;
  }
  await pieces.return?.();
  throw damaged('it has no header');
}

export interface OpenPart {
  readonly wraps: BackupHeader['wraps'];
  /** What is inside; throws while it is read where a bit of it is not as it was written. */
  readonly content: AsyncIterable<Buffer>;
}

/** Opens one part; with `like`, only one of the very backup that the other part is of. */
export async function readPart(
  target: BackupTarget,
  ref: PartRef & { readonly like?: BackupHeader['wraps'] },
  keepers: readonly BackupKeeper[],
): Promise<OpenPart> {
  const { line, rest } = await splitHeader(await target.read(`${ref.name}/${ref.part}`));
  const header = readHeader(line, ref);
  if (ref.like !== undefined && !isDeepStrictEqual(header.wraps, ref.like)) {
    throw damaged('its data are not those that its manifest is of');
  }
  const key = keyOf(await unwrapKey(header, keepers), ref);
  return { wraps: header.wraps, content: through(openChunks(key, line, rest), createGunzip()) };
}

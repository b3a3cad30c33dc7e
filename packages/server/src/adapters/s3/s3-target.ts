/**
 * Backups in a bucket of anything that speaks S3.
 *
 * Objects of unknown length are uploaded in parts of one size (some stores insist on that), one in memory at a time; what is smaller than
 * a part goes in one request. An upload that fails is aborted, and one whose process was killed is swept later: it costs money
 * and shows in no list. Checksums of the newer kind are sent only where they are required, for many stores do not know them; the
 * content authenticates itself.
 */
import type * as S3 from '@aws-sdk/client-s3';
import { AppError, messageOf } from '@moorage/core/errors';
import type { Secret } from '@moorage/core/secret';
import type { BackupTarget, StoredObject } from '../../domains/backups/backup.ports.ts';

export interface S3TargetSettings {
  readonly bucket: string;
  /** Without a slash at either end; may be empty. */
  readonly prefix: string;
  readonly region: string;
  /** Undefined is AWS. */
  readonly endpoint: string | undefined;
  readonly pathStyle: boolean;
  /** Undefined takes the machine's own role. Never a tenant's: nobody can hand one in. */
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: Secret } | undefined;
  readonly partBytes: number;
}

interface Bucket {
  readonly sdk: typeof S3;
  readonly client: S3.S3Client;
  readonly settings: S3TargetSettings;
}

const maxParts = 10_000;

async function connect(settings: S3TargetSettings): Promise<Bucket> {
  const { region, endpoint, pathStyle, credentials } = settings;
  // 70 ms and 30 MB, which a server without a bucket does not need.
  const sdk = await import('@aws-sdk/client-s3');
  const client = new sdk.S3Client({
    region,
    forcePathStyle: pathStyle,
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
    maxAttempts: 5,
    ...(endpoint === undefined ? {} : { endpoint }),
    ...(credentials === undefined
      ? {}
      : { credentials: { accessKeyId: credentials.accessKeyId, secretAccessKey: credentials.secretAccessKey.reveal() } }),
  });
  return { sdk, client, settings };
}

const nextSteps: Readonly<Record<string, string>> = {
  NoSuchBucket: 'Make the bucket, or set BACKUP_S3_BUCKET to one that is there.',
  AccessDenied: 'Allow the credential to list the bucket and to read, write and delete below BACKUP_S3_PREFIX.',
  InvalidAccessKeyId: 'Set BACKUP_S3_ACCESS_KEY_ID and BACKUP_S3_SECRET_ACCESS_KEY to a credential that is valid.',
  SignatureDoesNotMatch: 'Set BACKUP_S3_SECRET_ACCESS_KEY to the secret of BACKUP_S3_ACCESS_KEY_ID.',
  PermanentRedirect: 'Set BACKUP_S3_REGION to the region of the bucket.',
};

function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : '';
}

function failed({ bucket }: S3TargetSettings, cause: unknown): AppError {
  if (cause instanceof AppError) return cause;
  const nextStep =
    nextSteps[nameOf(cause)] ?? 'See that BACKUP_S3_ENDPOINT answers and that the bucket and the credential are right.';
  return new AppError('upstream_failed', `The bucket ${bucket} refused: ${messageOf(cause)}.`, { cause, details: { nextStep } });
}

/** Parts of exactly `size`, and a last one of what is left. */
async function* partsOf(content: AsyncIterable<Uint8Array>, size: number): AsyncGenerator<Buffer, void, void> {
  let pieces: Uint8Array[] = [];
  let held = 0;
  for await (const piece of content) {
    pieces.push(piece);
    held += piece.byteLength;
    if (held < size) continue;
    const all = Buffer.concat(pieces);
    let offset = 0;
    for (; all.byteLength - offset >= size; offset += size) yield all.subarray(offset, offset + size);
    pieces = [all.subarray(offset)];
    held = all.byteLength - offset;
  }
  if (held > 0) yield Buffer.concat(pieces);
}

type Place = { readonly Bucket: string; readonly Key: string };

interface Upload {
  readonly bucket: Bucket;
  readonly place: Place;
  readonly signal: AbortSignal | undefined;
}

async function sendParts({ bucket, place, signal }: Upload, id: string, parts: AsyncGenerator<Buffer>): Promise<number> {
  const { sdk, client, settings } = bucket;
  const sent: S3.CompletedPart[] = [];
  let bytes = 0;
  for await (const body of parts) {
    signal?.throwIfAborted();
    if (sent.length === maxParts) {
      throw new AppError('insufficient_capacity', `The backup has more than ${maxParts} parts of ${settings.partBytes} bytes.`, {
        details: { nextStep: 'Set BACKUP_S3_PART_MIB to a larger number.' },
      });
    }
    const part = { ...place, UploadId: id, PartNumber: sent.length + 1 };
    const { ETag } = await client.send(new sdk.UploadPartCommand({ ...part, Body: body, ContentLength: body.byteLength }));
    sent.push({ ETag, PartNumber: part.PartNumber });
    bytes += body.byteLength;
  }
  await client.send(new sdk.CompleteMultipartUploadCommand({ ...place, UploadId: id, MultipartUpload: { Parts: sent } }));
  return bytes;
}

async function* joined(first: readonly Buffer[], rest: AsyncGenerator<Buffer>): AsyncGenerator<Buffer, void, void> {
  yield* first;
  yield* rest;
}

async function upload(work: Upload, content: AsyncIterable<Uint8Array>): Promise<number> {
  const { sdk, client, settings } = work.bucket;
  const parts = partsOf(content, settings.partBytes);
  const first = await parts.next();
  const body = first.done === true ? Buffer.alloc(0) : first.value;
  const second = body.byteLength < settings.partBytes ? undefined : await parts.next();
  if (second === undefined || second.done === true) {
    await client.send(new sdk.PutObjectCommand({ ...work.place, Body: body, ContentLength: body.byteLength }));
    return body.byteLength;
  }
  const { UploadId: id = '' } = await client.send(new sdk.CreateMultipartUploadCommand(work.place));
  try {
    return await sendParts(work, id, joined([body, second.value], parts));
  } catch (error) {
    await client.send(new sdk.AbortMultipartUploadCommand({ ...work.place, UploadId: id })).catch(() => {});
    throw error;
  }
}

async function listAll({ sdk, client, settings }: Bucket, prefix: string): Promise<StoredObject[]> {
  const found: StoredObject[] = [];
  const pages = sdk.paginateListObjectsV2({ client }, { Bucket: settings.bucket, Prefix: prefix });
  for await (const page of pages) {
    for (const { Key = '', Size = 0, LastModified = new Date(0) } of page.Contents ?? []) {
      found.push({ name: Key.slice(prefix.length), bytes: Size, writtenAt: LastModified });
    }
  }
  return found;
}

/** Stores that cannot list uploads clean up after themselves, or by a rule of the bucket. */
async function sweepUploads({ sdk, client, settings }: Bucket, prefix: string, before: Date): Promise<void> {
  const { bucket } = settings;
  const listed = await client
    .send(new sdk.ListMultipartUploadsCommand({ Bucket: bucket, Prefix: prefix }))
    .catch((error: unknown) => {
      if (['NotImplemented', 'MethodNotAllowed', 'NotImplementedError', 'AccessDenied'].includes(nameOf(error)))
        return { Uploads: [] };
      throw error;
    });
  for (const { Key, UploadId, Initiated } of listed.Uploads ?? []) {
    if (Key === undefined || Initiated === undefined || Initiated >= before) continue;
    await client.send(new sdk.AbortMultipartUploadCommand({ Bucket: bucket, Key, UploadId }));
  }
}

/** Nothing is asked of the bucket before it is needed. */
export function createS3Target(settings: S3TargetSettings): BackupTarget {
  const prefix = settings.prefix === '' ? '' : `${settings.prefix}/`;
  let connected: Promise<Bucket> | undefined;
  const placeOf = (name: string): Place => ({ Bucket: settings.bucket, Key: `${prefix}${name}` });

  async function ask<T>(work: (bucket: Bucket) => Promise<T>): Promise<T> {
    try {
      connected ??= connect(settings);
      return await work(await connected);
    } catch (error) {
      throw failed(settings, error);
    }
  }

  async function* checked(body: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array, void, void> {
    try {
      yield* body;
    } catch (error) {
      throw failed(settings, error);
    }
  }

  return {
    description: `s3://${settings.bucket}/${settings.prefix}`,
    list: () => ask((bucket) => listAll(bucket, prefix)),
    sweep: (before) => ask((bucket) => sweepUploads(bucket, prefix, before)),
    write: (name, content, signal) => ask((bucket) => upload({ bucket, place: placeOf(name), signal }, content)),
    remove: (name) => ask(async ({ sdk, client }) => void (await client.send(new sdk.DeleteObjectCommand(placeOf(name))))),
    read: (name) =>
      ask(async ({ sdk, client }) => {
        const found = await client.send(new sdk.GetObjectCommand(placeOf(name))).catch((error: unknown) => {
          if (!['NoSuchKey', 'NotFound'].includes(nameOf(error))) throw error;
        });
        // In Node, a stream of bytes; the type also knows those of browsers.
        const body = found?.Body;
        if (body !== undefined && Symbol.asyncIterator in body) return checked(body);
        throw new AppError('not_found', `${settings.bucket} has no ${name}.`, {
          details: { nextStep: 'List what is there: `moorage db backups`.' },
        });
      }),
  };
}

/** `moorage encrypt`: root keys and keys of organizations, changed on the database itself. */
import type { CliIo } from '@moorage/cli/io';
import { systemClock } from '@moorage/core/clock';
import { AppError } from '@moorage/core/errors';
import { createIds } from '@moorage/core/ids';
import { silentLog } from '@moorage/core/log';
import { loadConfig } from '@moorage/server/config/config';
import { withEncryption } from '@moorage/server/encryption';
import { encryptionText, plural, unreadableText, verifiedText } from './encrypt-report.ts';

export type EncryptRequest =
  | { readonly kind: 'create-master'; readonly path: string | undefined }
  | { readonly kind: 'rotate-master'; readonly finish: boolean }
  | { readonly kind: 'rotate-org'; readonly orgId: string | null }
  | { readonly kind: 'status' | 'verify' };

type Work = Parameters<typeof withEncryption<string>>[1];

function createMaster(path: string | undefined): Work {
  return async (encryption, ctx) => {
    const id = await encryption.createRoot(ctx);
    const where = path === undefined ? '' : `It is in ${path}: set ROOT_KEY_PATH to that.\n`;
    return `The root key is ${id}.\n${where}Keep a copy elsewhere: without it nothing that is sealed can be read again.\n`;
  };
}

function rotateMaster(finish: boolean): Work {
  return async (encryption, ctx) => {
    if (finish) {
      const { from } = await encryption.finishRoot(ctx);
      return `The root key ${from} is retired; what it wrapped is wrapped by the new one alone.\n`;
    }
    const { from, to, wrapped } = await encryption.rotateRoot(ctx);
    return [
      `The root key ${to} is in force and wraps every key (${plural(wrapped, 'key')} in this run).`,
      `Now restart every process with it as its root key. ${from} works until then:`,
      'end it with `moorage encrypt rotate-master --finish`.',
      '',
    ].join('\n');
  };
}

function rotateOrg(io: CliIo, orgId: string | null): Work {
  return async (encryption, ctx) => {
    let total = 0;
    const onBatch = (count: number): void => {
      total += count;
      if (io.isTty) io.err(`\r${plural(total, 'value')} sealed anew`);
    };
    const { version, resealed, failed, isDone } = await encryption.rotate(ctx, orgId, { onBatch, signal: io.signal });
    if (io.isTty && total > 0) io.err('\n');
    if (failed > 0) throw unreadable(failed, 'They were left as they are, and the key that they need is kept.');
    const outcome = `${plural(resealed, 'value')} sealed anew under version ${version} of the key.\n`;
    return isDone ? outcome : `${outcome}Interrupted: the same command goes on from here.\n`;
  };
}

function unreadable(failed: number, nextStep: string): AppError {
  return new AppError('conflict', unreadableText(failed), { details: { nextStep } });
}

async function verify(...[encryption]: Parameters<Work>): Promise<string> {
  const { checked, failed, places } = await encryption.verify();
  if (failed === 0) return verifiedText(checked);
  throw unreadable(failed, `Write these values again, or restore them: ${places.join(', ')}.`);
}

function workOf(io: CliIo, request: EncryptRequest): Work {
  switch (request.kind) {
    case 'create-master':
      return createMaster(request.path);
    case 'rotate-master':
      return rotateMaster(request.finish);
    case 'rotate-org':
      return rotateOrg(io, request.orgId);
    case 'status':
      return async (encryption) => encryptionText(await encryption.status());
    case 'verify':
      return verify;
  }
}

/** Only this command may make a key file. */
function environmentOf(io: CliIo, request: EncryptRequest): CliIo['env'] {
  if (request.kind !== 'create-master') return io.env;
  const path = request.path === undefined ? {} : { ROOT_KEY_PATH: request.path };
  return { ...io.env, ...path, ROOT_KEY_CREATE: 'true' };
}

/** Does what was asked and says how it went. */
export async function runEncrypt(io: CliIo, request: EncryptRequest): Promise<void> {
  const config = loadConfig(environmentOf(io, request));
  const deps = { config, log: silentLog, clock: systemClock, ids: createIds(systemClock) };
  io.out(await withEncryption(deps, workOf(io, request)));
}

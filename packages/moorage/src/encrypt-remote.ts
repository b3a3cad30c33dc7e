/**
 * `moorage encrypt status` and `verify` where no database is at hand: a platform administrator asks the server.
 *
 * A verification goes on there as a job, so that the status is asked until it tells of one that ended after it was asked for.
 */
import { askAsAdmin } from '@moorage/cli/actions/as-admin';
import { readContexts, resolveConnection } from '@moorage/cli/config/contexts';
import { CliFailure } from '@moorage/cli/failure';
import type { CliIo } from '@moorage/cli/io';
import { renderOne } from '@moorage/cli/render/output';
import { type CommandSession, openSession } from '@moorage/cli/session';
import { errorCatalogue } from '@moorage/sdk/errors';
import type { EncryptionStatus } from '@moorage/sdk/types';
import type { Command } from 'commander';
import { chooseEmbedded } from './config/embedded-defaults.ts';
import { encryptionText, unreadableText, verifiedText } from './encrypt-report.ts';

const pollMs = 1_000;
/** The job has an hour, and may have to wait for another one. */
const patienceMs = 7_200_000;
/** sysexits(3) EX_TEMPFAIL: it goes on without us. */
const timeoutExitCode = 75;

/** Whether there is a server to ask and no database: what is configured here comes first. */
export function isAskedRemotely(io: CliIo, command: Command): boolean {
  const connection = resolveConnection(command.optsWithGlobals(), io.env, readContexts(io));
  return chooseEmbedded(io.env).database && connection.apiKey !== undefined;
}

async function verificationAfter(session: CommandSession, before: EncryptionStatus): Promise<EncryptionStatus> {
  const { io } = session;
  const endMs = io.now().getTime() + patienceMs;
  for (;;) {
    const status = await askAsAdmin(session, (api) => api.encryption.status());
    if (status.lastVerified !== null && status.lastVerified.at !== before.lastVerified?.at) return status;
    if (io.signal.aborted || io.now().getTime() > endMs) {
      throw new CliFailure('The verification has not ended yet.', {
        exitCode: timeoutExitCode,
        nextStep: 'It goes on at the server: `moorage encrypt status` tells what came out.',
      });
    }
    await io.sleep(pollMs).catch(() => undefined);
  }
}

async function verify(session: CommandSession): Promise<EncryptionStatus> {
  const before = await askAsAdmin(session, (api) => api.encryption.status());
  await askAsAdmin(session, (api) => api.encryption.verify());
  session.note(`${session.server} opens every sealed value …`);
  return await verificationAfter(session, before);
}

/** Does what was asked at the server and says how it went. */
export async function runRemoteEncrypt(io: CliIo, kind: 'status' | 'verify', command: Command): Promise<void> {
  const session = openSession(io, command);
  const status = kind === 'verify' ? await verify(session) : await askAsAdmin(session, (api) => api.encryption.status());
  const { checked, failed } = status.lastVerified ?? { checked: 0, failed: 0 };
  const describe = (one: EncryptionStatus): string => (kind === 'verify' ? verifiedText(checked) : encryptionText(one)).trimEnd();
  if (kind === 'verify' && failed > 0) {
    throw new CliFailure(unreadableText(failed), {
      exitCode: errorCatalogue.conflict.exitCode,
      nextStep: 'Where the database and the root key are, `moorage encrypt verify` names the values.',
    });
  }
  io.out(renderOne(status, { name: () => session.server, describe }, session.output));
}

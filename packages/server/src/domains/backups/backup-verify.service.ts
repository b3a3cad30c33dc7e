/** The only proof that a backup is one: it is restored into a scratch database beside ours, compared, and dropped again. */
import type { Ids } from '@moorage/core/ids';
import { Secret } from '@moorage/core/secret';
import { restoreDatabase, type RestoreDeps } from './backup-restore.service.ts';
import { dropScratch, makeScratch } from './backup-restore.store.ts';
import { tryLock, withSession } from './backup-session.store.ts';
import type { BackupManifest } from './backup-format.rules.ts';
import { AppError } from '@moorage/core/errors';

export interface VerifyDeps extends RestoreDeps {
  /** On the server of this database. */
  readonly dsn: Secret;
  readonly ids: Ids;
}

/** The same server, role and settings, another database. */
export function withDatabase(dsn: Secret, database: string): Secret {
  const [head = '', ...query] = dsn.reveal().split('?');
  const base = head.replace(/(?<!\/)\/[^/@]*$/, '');
  return new Secret(`${base}/${database}${query.length === 0 ? '' : `?${query.join('?')}`}`);
}

/** Ends soon after the signal, and then says nothing of the backup. */
export function verifyBackup(deps: VerifyDeps, name: string, signal?: AbortSignal): Promise<BackupManifest> {
  const step = deps.onStep ?? (() => Promise.resolve());
  return withSession(deps.dsn, async (client) => {
    // Its scratch database would be dropped by the next one.
    if (!(await tryLock(client, 'restore'))) {
      throw new AppError('conflict', 'Another verification or restore runs.', {
        details: { busy: true, nextStep: 'Wait until it has ended.' },
      });
    }
    const scratch = await makeScratch(client, deps.ids.name(8));
    await step('scratch made');
    try {
      const manifest = await restoreDatabase(deps, { name, dsn: withDatabase(deps.dsn, scratch), signal });
      await step('scratch restored');
      return manifest;
    } finally {
      await dropScratch(client, scratch).catch((error: unknown) =>
        deps.log.warn('a scratch database was left', { scratch, error }),
      );
    }
  });
}

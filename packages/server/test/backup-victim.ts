/** Backups alone, in a process that is killed: `node backup-victim.ts`, orders on its input. */
import { Secret } from '@moorage/core/secret';
import { z } from 'zod';
import { createDirectoryTarget } from '../src/adapters/backup-directory/directory-target.ts';
import { exportDatabase } from '../src/domains/backups/backup-export.service.ts';
import { restoreDatabase } from '../src/domains/backups/backup-restore.service.ts';
import { backupDeps } from './backup-database.ts';
import { serveOrders } from './victim-loop.ts';

const order = z.object({ work: z.enum(['backup', 'restore']), dsn: z.string(), dir: z.string(), name: z.string() });

await serveOrders(async (given, onStep) => {
  const { work, dsn, dir, name } = order.parse(given);
  const deps = backupDeps(dsn, createDirectoryTarget(dir), async (step) => onStep(step));
  if (work === 'backup') await exportDatabase(deps, { name });
  else await restoreDatabase(deps, { name, dsn: new Secret(dsn) });
  return name;
});

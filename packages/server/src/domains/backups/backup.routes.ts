import { type BoundRoute, bind } from '../../platform/http/bind.ts';
import type { BackupAdmin } from './backup-admin.service.ts';
import { backupRoutes } from './backup.contract.ts';

export function bindBackupRoutes(admin: BackupAdmin): BoundRoute[] {
  return [
    bind(backupRoutes.list, (ctx) => admin.list(ctx)),
    bind(backupRoutes.run, (ctx) => admin.run(ctx)),
    bind(backupRoutes.verify, (ctx, { params }) => admin.verify(ctx, params.id)),
  ];
}

export { exportDatabase, type ExportResult } from './backup-export.service.ts';
export { type BackupManifest, backupNameOf } from './backup-format.rules.ts';
export { type BackupListing, chooseBackup, listTarget } from './backup-listing.service.ts';
export { restoreDatabase } from './backup-restore.service.ts';
export { verifyBackup } from './backup-verify.service.ts';
export type { BackupKeeper, BackupTarget } from './backup.ports.ts';

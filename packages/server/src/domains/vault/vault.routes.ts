import { type BoundRoute, bind } from '../../platform/http/bind.ts';
import type { EncryptionAdmin } from './encryption-admin.service.ts';
import { vaultRoutes } from './vault.contract.ts';

export function bindVaultRoutes(admin: EncryptionAdmin): BoundRoute[] {
  return [
    bind(vaultRoutes.status, (ctx) => admin.status(ctx)),
    bind(vaultRoutes.rotate, (ctx, { body }) => admin.requestRotation(ctx, body.orgId)),
    bind(vaultRoutes.verify, (ctx) => admin.requestVerification(ctx)),
  ];
}

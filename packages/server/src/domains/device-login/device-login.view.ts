import type { Selectable } from 'kysely';
import type { z } from 'zod';
import type { Tables } from '../../generated/tables.ts';
import type { deviceLoginRoutes } from './device-login.contract.ts';
import { showUserCode } from './device-login.rules.ts';

export type DeviceLoginRow = Selectable<Tables['device_logins']>;
export type DeviceLoginView = z.input<(typeof deviceLoginRoutes.get.responses)[200]>;
export type DeviceCodeView = z.input<(typeof deviceLoginRoutes.code.responses)[200]>;
export type DeviceGrantView = z.input<(typeof deviceLoginRoutes.token.responses)[200]>;
export type DeviceCodeInput = z.output<typeof deviceLoginRoutes.code.body>;

/** The check constraints of the table hold what the types say. */
export function grantOf(row: Pick<DeviceLoginRow, 'grant_kind'>): DeviceLoginView['grant'] {
  return row.grant_kind === 'session' ? 'session' : 'api-key';
}

function stateOf({ state }: Pick<DeviceLoginRow, 'state'>): DeviceLoginView['state'] {
  return state === 'approved' || state === 'denied' || state === 'used' ? state : 'waiting';
}

export function deviceLoginToView(row: DeviceLoginRow, userCode: string): DeviceLoginView {
  return {
    userCode: showUserCode(userCode),
    client: row.client,
    grant: grantOf(row),
    scopes: row.scopes,
    keyName: row.key_name,
    expiresInDays: row.key_days,
    ipAddress: row.ip_address,
    userAgent: row.user_agent,
    createdAt: row.created_at.toISOString(),
    expiresAt: row.expires_at.toISOString(),
    state: stateOf(row),
  };
}

import { type BoundRoute, bind } from '../../platform/http/bind.ts';
import { deviceLoginRoutes } from './device-login.contract.ts';
import type { DeviceLoginService } from './device-login.service.ts';

export function bindDeviceLoginRoutes(logins: DeviceLoginService): BoundRoute[] {
  return [
    bind(deviceLoginRoutes.code, (ctx, { body }) => logins.begin(ctx, body)),
    bind(deviceLoginRoutes.token, (ctx, { body }, io) => logins.exchange(ctx, body, new URL(io.origin).host)),
    bind(deviceLoginRoutes.get, (ctx, { params }) => logins.show(ctx, params.userCode)),
    bind(deviceLoginRoutes.approve, (ctx, { params, body }) => logins.approve(ctx, params.userCode, body.scopes)),
    bind(deviceLoginRoutes.deny, (ctx, { params }) => logins.deny(ctx, params.userCode)),
    bind(deviceLoginRoutes.revoke, (ctx, { body }) => logins.giveBack(ctx, body.key)),
  ];
}

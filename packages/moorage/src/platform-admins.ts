/** `moorage admin grant|revoke|list`: who runs the platform, changed on the database itself. */
import type { CliIo } from '@moorage/cli/io';
import { systemClock } from '@moorage/core/clock';
import { createIds } from '@moorage/core/ids';
import { silentLog } from '@moorage/core/log';
import { loadConfig } from '@moorage/server/config/config';
import { withPlatformAdmins } from '@moorage/server/platform-admins';

export type PlatformAdminsRequest = { readonly kind: 'list' } | { readonly kind: 'grant' | 'revoke'; readonly email: string };

/** Does what was asked and prints who runs the platform then. */
export async function runPlatformAdmins(io: CliIo, request: PlatformAdminsRequest): Promise<void> {
  const deps = { config: loadConfig(io.env), log: silentLog, clock: systemClock, ids: createIds(systemClock) };
  const admins = await withPlatformAdmins(deps, async (users, ctx) => {
    if (request.kind !== 'list') await users.setAdmin(ctx, request.email, request.kind === 'grant');
    return await users.admins(ctx);
  });
  io.out(admins.map((admin) => `${admin.email}\n`).join(''));
}

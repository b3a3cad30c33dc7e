/** Servers of organizations: described, changed, and forgotten when nothing uses them. What is done to one is in its log. */
import type { Clock } from '@moorage/core/clock';
import { AppError } from '@moorage/core/errors';
import type { Ids } from '@moorage/core/ids';
import type { Db, Tx } from '../../platform/db/database.ts';
import { newestPage, type OptionalPage, pageRequestOf } from '../../platform/db/newest-page.ts';
import type { Page } from '../../platform/db/paging.ts';
import type { RequestCtx } from '../../platform/http/context.ts';
import { invalidRequest } from '../../platform/http/input.ts';
import { authorizedOrg } from '../../platform/http/org-choice.ts';
import { type Audit, changesOf, removeOnce } from '../audit/index.ts';
import { appendServerLog, listServerLog } from './server-log.store.ts';
import type { ServerInput, ServerPatch } from './server.contract.ts';
import type { ServerGroups, ServerUses } from './server.ports.ts';
import { nameOfServer, type ServerStatus } from './server.rules.ts';
import {
  claimServer,
  findServer,
  forgetHostKey,
  insertServers,
  listServers,
  removeServer,
  type ServerChange,
  updateServer,
} from './server.store.ts';
import { logToView, type ServerLogView, type ServerRow, serverToView, type ServerView } from './server.view.ts';

export interface ServerDeps {
  readonly db: Db;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly audit: Audit;
  readonly uses: readonly ServerUses[];
  readonly groups: readonly ServerGroups[];
}

export interface ServerQuery extends OptionalPage {
  readonly status?: ServerStatus | undefined;
  readonly role?: string | undefined;
  readonly cluster_id?: string | undefined;
  readonly name?: string | undefined;
  readonly q?: string | undefined;
}

export interface LogQuery {
  readonly after?: number | undefined;
  readonly limit?: number | undefined;
}

export interface ServerService {
  list(ctx: RequestCtx, query: ServerQuery): Promise<Page<ServerView>>;
  /** All of them or none. */
  create(ctx: RequestCtx, inputs: readonly ServerInput[]): Promise<ServerView[]>;
  get(ctx: RequestCtx, id: string): Promise<ServerView>;
  update(ctx: RequestCtx, id: string, patch: ServerPatch): Promise<ServerView>;
  remove(ctx: RequestCtx, id: string): Promise<void>;
  logs(ctx: RequestCtx, id: string, query: LogQuery): Promise<ServerLogView>;
  resetHostkey(ctx: RequestCtx, id: string): Promise<ServerView>;
}

function missingServer(): AppError {
  return new AppError('not_found', 'There is no such server.', { details: { reason: 'server_not_found' } });
}

function serverTarget(row: ServerRow): { type: string; id: string; name: string } {
  return { type: 'server', id: row.id, name: nameOfServer(row) };
}

/** A bastion is what is reached from outside. */
function checkReachable({ role, public_ip_address: address }: Pick<ServerRow, 'role' | 'public_ip_address'>): void {
  if (role !== 'bastion' || address !== null) return;
  throw invalidRequest([{ path: 'public_ip_address', message: 'is required for a bastion' }], 'public_ip_required');
}

async function list(deps: ServerDeps, ctx: RequestCtx, query: ServerQuery): Promise<Page<ServerView>> {
  const orgId = authorizedOrg(ctx, 'server:read');
  const page = pageRequestOf(query);
  const { status, role, cluster_id: clusterId, name: hostname, q: text } = query;
  const rows = await deps.db.tenant([orgId], async (tx) => {
    const ids = clusterId === undefined ? undefined : await serversOf(deps, tx, orgId, clusterId);
    return await listServers(tx, orgId, { page, status, role: role?.toLowerCase(), hostname, text, ids });
  });
  return newestPage(rows, page, serverToView);
}

async function serversOf({ groups }: ServerDeps, tx: Tx, orgId: string, clusterId: string): Promise<string[]> {
  const ids: string[] = [];
  for (const group of groups) ids.push(...(await group.serversOf(tx, orgId, clusterId)));
  return ids;
}

const shownFields = [
  ...['hostname', 'public_ip_address', 'private_ip_address', 'ssh_user', 'ssh_key_id', 'role', 'status'],
] as const;

async function create(deps: ServerDeps, ctx: RequestCtx, inputs: readonly ServerInput[]): Promise<ServerView[]> {
  const orgId = authorizedOrg(ctx, 'server:create');
  const now = deps.clock.now();
  const rows = inputs.map((input): ServerRow => {
    const { hostname, public_ip_address: address, status = 'pending', ...rest } = input;
    const times = { created_at: now, updated_at: now };
    const cleared = { hostname: hostname ?? '', public_ip_address: address === '' ? null : (address ?? null) };
    return { id: deps.ids.uuid(), org_id: orgId, ...rest, ...cleared, status, ...times };
  });
  for (const row of rows) checkReachable(row);
  await deps.db.tenant([orgId], async (tx) => {
    await insertServers(tx, rows);
    for (const row of rows) {
      const { hostname, role, private_ip_address: address } = row;
      const data = { hostname, role, address, status: row.status };
      await deps.audit.append(tx, ctx, { orgId, event: 'server.created', target: serverTarget(row), data });
    }
  });
  return rows.map(serverToView);
}

function changeOf(patch: ServerPatch, at: Date): ServerChange {
  const { hostname, public_ip_address: address, private_ip_address, ssh_user, ssh_key_id, role, status } = patch;
  return {
    updated_at: at,
    ...(hostname === undefined ? {} : { hostname: hostname ?? '' }),
    ...(address === undefined ? {} : { public_ip_address: address === '' ? null : address }),
    ...(private_ip_address === undefined ? {} : { private_ip_address }),
    ...(ssh_user === undefined ? {} : { ssh_user }),
    ...(ssh_key_id === undefined ? {} : { ssh_key_id }),
    ...(role === undefined ? {} : { role }),
    ...(status === undefined ? {} : { status }),
  };
}

async function update(deps: ServerDeps, ctx: RequestCtx, id: string, patch: ServerPatch): Promise<ServerView> {
  const orgId = authorizedOrg(ctx, 'server:update');
  const at = deps.clock.now();
  const change = changeOf(patch, at);
  return await deps.db.tenant([orgId], async (tx) => {
    const before = await claimServer(tx, orgId, id);
    if (before === undefined) throw missingServer();
    checkReachable({ ...before, ...change });
    const after = await updateServer(tx, id, change);
    if (after.status !== before.status) {
      const chunk = `The status was set from ${before.status} to ${after.status}.\n`;
      await appendServerLog(tx, { orgId, serverId: id, stream: 'system', chunk, created_at: at });
    }
    const data = { changes: changesOf(before, after, { fields: shownFields }) };
    await deps.audit.append(tx, ctx, { orgId, event: 'server.updated', target: serverTarget(after), data });
    return serverToView(after);
  });
}

async function remove(deps: ServerDeps, ctx: RequestCtx, id: string): Promise<void> {
  const orgId = authorizedOrg(ctx, 'server:delete');
  await deps.db.tenant([orgId], (tx) =>
    removeOnce(
      tx,
      { audit: deps.audit, ctx },
      {
        ...{ orgId, id, type: 'server', noun: 'server' },
        claim: () => claimServer(tx, orgId, id),
        name: nameOfServer,
        uses: deps.uses.map((kind) => () => kind.list(tx, orgId, id)),
        remove: () => removeServer(tx, id),
        missing: missingServer,
      },
    ),
  );
}

async function resetHostkey(deps: ServerDeps, ctx: RequestCtx, id: string): Promise<ServerView> {
  const orgId = authorizedOrg(ctx, 'server:update');
  const at = deps.clock.now();
  return await deps.db.tenant([orgId], async (tx) => {
    if ((await claimServer(tx, orgId, id)) === undefined) throw missingServer();
    const row = await forgetHostKey(tx, id, at);
    const chunk = 'The host key was forgotten; the next one that the server shows is taken.\n';
    await appendServerLog(tx, { orgId, serverId: id, stream: 'system', chunk, created_at: at });
    await deps.audit.append(tx, ctx, { orgId, event: 'server.hostkey_reset', target: serverTarget(row) });
    return serverToView(row);
  });
}

export function createServerService(deps: ServerDeps): ServerService {
  return {
    list: (ctx, query) => list(deps, ctx, query),
    create: (ctx, inputs) => create(deps, ctx, inputs),
    update: (ctx, id, patch) => update(deps, ctx, id, patch),
    remove: (ctx, id) => remove(deps, ctx, id),
    resetHostkey: (ctx, id) => resetHostkey(deps, ctx, id),
    async get(ctx, id) {
      const orgId = authorizedOrg(ctx, 'server:read');
      const row = await deps.db.tenant([orgId], (tx) => findServer(tx, orgId, id));
      if (row === undefined) throw missingServer();
      return serverToView(row);
    },
    async logs(ctx, id, { after = 0, limit = 200 }) {
      const orgId = authorizedOrg(ctx, 'server:logs');
      return await deps.db.tenant([orgId], async (tx) => {
        // Before its log: a server that settles in between is told of by the next page.
        const row = await findServer(tx, orgId, id);
        if (row === undefined) throw missingServer();
        const rows = await listServerLog(tx, orgId, id, { after, limit });
        return logToView(rows, { status: row.status, after, limit });
      });
    },
  };
}

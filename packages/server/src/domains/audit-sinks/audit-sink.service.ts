/** The webhooks of an organization. */
import { randomBytes } from 'node:crypto';
import { AppError } from '@moorage/core/errors';
import { Secret } from '@moorage/core/secret';
import type { Tx } from '../../platform/db/database.ts';
import type { RequestCtx } from '../../platform/http/context.ts';
import { changesOf, lastAuditSeq } from '../audit/index.ts';
import { deliver, secretPlace, type SinkDeps, startDelivery } from './audit-sink-delivery.service.ts';
import { mostSinks, type SinkRow } from './audit-sink.rules.ts';
import { claimSink, insertSink, listSinks, removeSink, type SinkChange, updateSink } from './audit-sink.store.ts';
import { sinkToView, type SinkView } from './audit-sink.view.ts';

export interface SinkKey {
  readonly orgId: string;
  readonly id: string;
}

export interface SinkTest {
  readonly ok: boolean;
  readonly status: number | null;
  readonly message: string;
}

export interface AuditSinkService {
  list(ctx: RequestCtx, orgId: string): Promise<SinkView[]>;
  create(
    ctx: RequestCtx,
    input: { readonly orgId: string; readonly url: string; readonly fromStart: boolean },
  ): Promise<SinkView & { secret: string }>;
  update(
    ctx: RequestCtx,
    key: SinkKey,
    input: { readonly url?: string | undefined; readonly enabled?: boolean | undefined },
  ): Promise<SinkView>;
  remove(ctx: RequestCtx, key: SinkKey): Promise<void>;
  test(ctx: RequestCtx, key: SinkKey): Promise<SinkTest>;
}

function missing(): AppError {
  return new AppError('not_found', 'This webhook does not exist or you may not see it.');
}

async function claim(tx: Tx, { orgId, id }: SinkKey): Promise<SinkRow> {
  const row = await claimSink(tx, orgId, id);
  if (row === undefined) throw missing();
  return row;
}

function targetOf(row: SinkRow): { type: string; id: string; name: string } {
  return { type: 'audit_sink', id: row.id, name: row.url };
}

function authorize(ctx: RequestCtx, orgId: string): void {
  ctx.authorize('audit:sinks', { type: 'org', orgId });
}

function checkUrl(deps: SinkDeps, url: string): void {
  const problem = deps.sender.problemOf(url);
  if (problem === undefined) return;
  throw new AppError('invalid_request', 'Nothing can be delivered there.', {
    details: { issues: [{ path: 'url', message: problem }] },
  });
}

async function create(
  deps: SinkDeps,
  ctx: RequestCtx,
  { orgId, url, fromStart }: Parameters<AuditSinkService['create']>[1],
): Promise<SinkView & { secret: string }> {
  authorize(ctx, orgId);
  checkUrl(deps, url);
  const id = deps.ids.uuid();
  const secret = `mas_${randomBytes(32).toString('base64url')}`;
  await deps.vault.prepare(orgId);
  const row = await deps.db.tenant([orgId], async (tx) => {
    if ((await listSinks(tx, orgId)).length >= mostSinks)
      throw new AppError('limit_exceeded', `An organization has at most ${mostSinks} webhooks for its audit trail.`);
    const deliveredSeq = fromStart ? 0 : await lastAuditSeq(tx, orgId);
    const createdBy = ctx.actor.userId ?? null;
    const sealed = await deps.vault.seal(tx, secretPlace(orgId, id), new Secret(secret));
    const made = await insertSink(tx, { id, orgId, url, secret: sealed, createdBy, at: deps.clock.now(), deliveredSeq });
    await deps.audit.append(tx, ctx, { orgId, event: 'audit_sink.created', target: targetOf(made), data: { fromStart } });
    await startDelivery(deps, tx, id);
    return made;
  });
  return { ...sinkToView(row), secret };
}

async function update(
  deps: SinkDeps,
  ctx: RequestCtx,
  key: SinkKey,
  { url, enabled }: Parameters<AuditSinkService['update']>[2],
): Promise<SinkView> {
  authorize(ctx, key.orgId);
  if (url !== undefined) checkUrl(deps, url);
  return await deps.db.tenant([key.orgId], async (tx) => {
    const before = await claim(tx, key);
    const off = { disabled_at: deps.clock.now(), disabled_reason: 'Turned off.' };
    const on = { disabled_at: null, disabled_reason: null, failures: 0, failing_since: null, last_error: null };
    const change: SinkChange = {
      ...(url === undefined ? {} : { url }),
      ...(enabled === undefined || enabled === (before.disabled_reason === null) ? {} : enabled ? on : off),
    };
    const after = Object.keys(change).length === 0 ? before : await updateSink(tx, key.id, change);
    const fields = { fields: ['url', 'disabled_reason'] };
    const data = { changes: changesOf(before, after, fields) };
    await deps.audit.append(tx, ctx, { orgId: key.orgId, event: 'audit_sink.updated', target: targetOf(after), data });
    if (after.disabled_reason === null) await startDelivery(deps, tx, key.id);
    return sinkToView(after);
  });
}

async function test(deps: SinkDeps, ctx: RequestCtx, key: SinkKey): Promise<SinkTest> {
  authorize(ctx, key.orgId);
  const row = await deps.db.tenant([key.orgId], (tx) => claim(tx, key));
  const answer = await deliver(deps, row, []);
  const ok = answer.kind === 'taken';
  const message = ok ? 'The receiver took it.' : answer.message;
  await deps.db.tenant([key.orgId], (tx) =>
    deps.audit.append(tx, ctx, { orgId: key.orgId, event: 'audit_sink.tested', target: targetOf(row), data: { ok } }),
  );
  return { ok, status: ok ? answer.status : null, message };
}

export function createAuditSinkService(deps: SinkDeps): AuditSinkService {
  return {
    create: (ctx, input) => create(deps, ctx, input),
    update: (ctx, key, input) => update(deps, ctx, key, input),
    test: (ctx, key) => test(deps, ctx, key),
    async list(ctx, orgId) {
      authorize(ctx, orgId);
      return (await deps.db.tenant([orgId], (tx) => listSinks(tx, orgId))).map(sinkToView);
    },
    async remove(ctx, key) {
      authorize(ctx, key.orgId);
      await deps.db.tenant([key.orgId], async (tx) => {
        const row = await claim(tx, key);
        await removeSink(tx, key.id);
        await deps.audit.append(tx, ctx, { orgId: key.orgId, event: 'audit_sink.deleted', target: targetOf(row) });
      });
    },
  };
}

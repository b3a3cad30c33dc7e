/** SSH keys of organizations: made or taken in, shown without their private half, deleted when nothing uses them. */
import { createHash } from 'node:crypto';
import type { Clock } from '@moorage/core/clock';
import { AppError } from '@moorage/core/errors';
import type { Ids } from '@moorage/core/ids';
import { Secret } from '@moorage/core/secret';
import type { Db, Tx } from '../../platform/db/database.ts';
import { newestPage, type OptionalPage, pageRequestOf } from '../../platform/db/newest-page.ts';
import type { Page } from '../../platform/db/paging.ts';
import type { RequestCtx } from '../../platform/http/context.ts';
import { invalidRequest } from '../../platform/http/input.ts';
import { authorizedOrg } from '../../platform/http/org-choice.ts';
import type { ExactLimit } from '../../platform/limits/exact-limit.ts';
import { type Audit, removeOnce } from '../audit/index.ts';
import type { Vault } from '../vault/index.ts';
import type { KeyPair, KeyUses, KeyWorks } from './ssh-key.ports.ts';
import { decideSpec, fingerprintOf, publicLineOf, tidyComment } from './ssh-key.rules.ts';
import { claimSshKey, findSshKey, insertSshKey, listSshKeys, privateKeyPlace, removeSshKey } from './ssh-key.store.ts';
import { type SshKeyRow, sshKeyToView, type SshKeyView } from './ssh-key.view.ts';

export interface SshKeyDeps {
  readonly db: Db;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly audit: Audit;
  readonly vault: Vault;
  readonly works: KeyWorks;
  readonly uses: readonly KeyUses[];
  /** Of making keys, by organization, and of showing secrets, by who asks. */
  readonly limits: { readonly make: ExactLimit; readonly reveal: ExactLimit };
}

export interface NewSshKey {
  readonly name: string;
  readonly comment?: string | undefined;
}

export interface SshKeyQuery extends OptionalPage {
  /** Only those that nothing uses. */
  readonly unattached?: boolean | undefined;
}

export interface SshKeyService {
  list(ctx: RequestCtx, query: SshKeyQuery): Promise<Page<SshKeyView>>;
  create(
    ctx: RequestCtx,
    input: NewSshKey & { readonly type?: 'rsa' | 'ed25519' | undefined; readonly bits?: number | undefined },
  ): Promise<SshKeyView>;
  import(
    ctx: RequestCtx,
    input: NewSshKey & { readonly private_key: string; readonly passphrase?: string | undefined },
  ): Promise<SshKeyView>;
  get(ctx: RequestCtx, id: string): Promise<SshKeyView>;
  remove(ctx: RequestCtx, id: string): Promise<void>;
}

export function missingKey(): AppError {
  return new AppError('not_found', 'There is no such SSH key.', { details: { reason: 'ssh_key_not_found' } });
}

export function keyTarget(row: Pick<SshKeyRow, 'id' | 'name'>): { type: string; id: string; name: string } {
  return { type: 'ssh_key', id: row.id, name: row.name };
}

async function usesOf({ uses }: SshKeyDeps, tx: Tx, orgId: string, keyId?: string) {
  const found = [];
  for (const kind of uses) found.push(...(await kind.list(tx, orgId, keyId)));
  return found;
}

async function list(
  deps: SshKeyDeps,
  ctx: RequestCtx,
  { unattached = false, ...paging }: SshKeyQuery,
): Promise<Page<SshKeyView>> {
  const orgId = authorizedOrg(ctx, 'ssh_key:read');
  const page = pageRequestOf(paging);
  return await deps.db.tenant([orgId], async (tx) => {
    const uses = Map.groupBy(await usesOf(deps, tx, orgId), ({ keyId }) => keyId);
    const rows = await listSshKeys(tx, orgId, { page, except: unattached ? [...uses.keys()] : undefined });
    return newestPage(rows, page, (row) => sshKeyToView(row, uses.get(row.id)?.length ?? 0));
  });
}

interface Keep extends NewSshKey {
  readonly orgId: string;
  readonly pair: KeyPair;
  readonly event: 'ssh_key.created' | 'ssh_key.imported';
}

async function keep(deps: SshKeyDeps, ctx: RequestCtx, { orgId, name, comment = '', pair, event }: Keep): Promise<SshKeyView> {
  const now = deps.clock.now();
  const fingerprint = fingerprintOf(createHash('sha256').update(pair.blob).digest());
  const { type, bits } = pair;
  const line = publicLineOf(pair, comment);
  const row = {
    id: deps.ids.uuid(),
    org_id: orgId,
    name,
    type,
    bits,
    public_key: line,
    fingerprint,
    created_at: now,
    updated_at: now,
  };
  await deps.vault.prepare(orgId);
  await deps.db.tenant([orgId], async (tx) => {
    const place = { ...privateKeyPlace, orgId, row: row.id };
    const sealed = await deps.vault.seal(tx, place, new Secret(pair.privatePem));
    await insertSshKey(tx, { ...row, sealed_private_key: sealed });
    await deps.audit.append(tx, ctx, { orgId, event, target: keyTarget(row), data: { type, bits, fingerprint } });
  });
  return sshKeyToView(row);
}

async function create(deps: SshKeyDeps, ctx: RequestCtx, input: Parameters<SshKeyService['create']>[1]): Promise<SshKeyView> {
  const orgId = authorizedOrg(ctx, 'ssh_key:create');
  const spec = decideSpec(input.type, input.bits);
  if (spec === undefined)
    throw invalidRequest([{ path: 'bits', message: 'Ed25519 keys have one size' }], 'invalid_bits_for_type');
  await deps.limits.make(orgId);
  const pair = await deps.works.generate(spec);
  return await keep(deps, ctx, { orgId, name: input.name, comment: input.comment, pair, event: 'ssh_key.created' });
}

async function take(deps: SshKeyDeps, ctx: RequestCtx, input: Parameters<SshKeyService['import']>[1]): Promise<SshKeyView> {
  const orgId = authorizedOrg(ctx, 'ssh_key:create');
  await deps.limits.make(orgId);
  const reading = await deps.works.read(input.private_key, input.passphrase);
  if (reading.kind === 'refused') throw invalidRequest([{ path: reading.field, message: reading.message }], 'invalid_payload');
  const comment = input.comment ?? tidyComment(reading.pair.comment);
  return await keep(deps, ctx, { orgId, name: input.name, comment, pair: reading.pair, event: 'ssh_key.imported' });
}

async function remove(deps: SshKeyDeps, ctx: RequestCtx, id: string): Promise<void> {
  const orgId = authorizedOrg(ctx, 'ssh_key:delete');
  await deps.db.tenant([orgId], (tx) =>
    removeOnce(
      tx,
      { audit: deps.audit, ctx },
      {
        ...{ orgId, id, type: 'ssh_key', noun: 'key' },
        claim: () => claimSshKey(tx, orgId, id),
        name: (row) => row.name,
        uses: [async () => (await usesOf(deps, tx, orgId, id)).map(({ what }) => what)],
        remove: () => removeSshKey(tx, id),
        missing: missingKey,
      },
    ),
  );
}

export function createSshKeyService(deps: SshKeyDeps): SshKeyService {
  return {
    list: (ctx, query) => list(deps, ctx, query),
    create: (ctx, input) => create(deps, ctx, input),
    import: (ctx, input) => take(deps, ctx, input),
    remove: (ctx, id) => remove(deps, ctx, id),
    async get(ctx, id) {
      const orgId = authorizedOrg(ctx, 'ssh_key:read');
      return await deps.db.tenant([orgId], async (tx) => {
        const row = await findSshKey(tx, orgId, id);
        if (row === undefined) throw missingKey();
        return sshKeyToView(row, (await usesOf(deps, tx, orgId, id)).length);
      });
    },
  };
}

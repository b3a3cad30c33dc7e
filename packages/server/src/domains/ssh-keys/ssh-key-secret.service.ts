/**
 * The private half leaves the vault here and nowhere else.
 *
 * Only for who may reveal keys, never for keys of the API with scopes, limited by who asks, and written to the audit trail before the
 * answer leaves: what cannot be written down is not shown.
 */
import { zipSync } from 'fflate';
import { principalOf } from '../../platform/authz/actor.ts';
import type { RequestCtx } from '../../platform/http/context.ts';
import { authorizedForSecrets, authorizedOrg } from '../../platform/http/org-choice.ts';
import { filesOf, type KeyFile, type Part } from './ssh-key.rules.ts';
import { keyTarget, missingKey, type SshKeyDeps } from './ssh-key.service.ts';
import { findSealedPrivateKey, findSshKey, privateKeyPlace } from './ssh-key.store.ts';
import { type DownloadView, type RevealedSshKeyView, type SshKeyRow, sshKeyToView } from './ssh-key.view.ts';

export interface Downloaded {
  readonly file: KeyFile;
  readonly bytes: Uint8Array;
  readonly json: DownloadView;
}

export interface SshKeySecretService {
  reveal(ctx: RequestCtx, id: string): Promise<RevealedSshKeyView>;
  download(ctx: RequestCtx, id: string, part: Part): Promise<Downloaded>;
}

async function find(deps: SshKeyDeps, orgId: string, id: string): Promise<SshKeyRow> {
  const row = await deps.db.tenant([orgId], (tx) => findSshKey(tx, orgId, id));
  if (row === undefined) throw missingKey();
  return row;
}

interface Opening {
  readonly event: 'ssh_key.revealed' | 'ssh_key.downloaded';
  readonly data?: Readonly<Record<string, unknown>>;
}

async function open(deps: SshKeyDeps, ctx: RequestCtx, row: SshKeyRow, opening: Opening): Promise<string> {
  const orgId = row.org_id;
  await deps.limits.reveal(principalOf(ctx.actor) ?? ctx.ip);
  const sealed = await deps.db.tenant([orgId], (tx) => findSealedPrivateKey(tx, orgId, row.id));
  if (sealed === undefined) throw missingKey();
  const pem = (await deps.vault.open({ ...privateKeyPlace, orgId, row: row.id }, sealed)).toString('utf8');
  await deps.db.tenant([orgId], (tx) => deps.audit.append(tx, ctx, { orgId, ...opening, target: keyTarget(row) }));
  return pem;
}

function authorizedToReveal(ctx: RequestCtx): string {
  return authorizedForSecrets(ctx, 'ssh_key:reveal', 'private keys');
}

async function reveal(deps: SshKeyDeps, ctx: RequestCtx, id: string): Promise<RevealedSshKeyView> {
  const orgId = authorizedToReveal(ctx);
  const row = await find(deps, orgId, id);
  return { ...sshKeyToView(row), private_key: await open(deps, ctx, row, { event: 'ssh_key.revealed' }) };
}

async function download(deps: SshKeyDeps, ctx: RequestCtx, id: string, part: Part): Promise<Downloaded> {
  const orgId = part === 'public' ? authorizedOrg(ctx, 'ssh_key:read') : authorizedToReveal(ctx);
  const row = await find(deps, orgId, id);
  const files = filesOf(id);
  const { name, fingerprint } = row;
  const line = `${row.public_key}\n`;
  if (part === 'public') {
    const json = { id, name, fingerprint, public_key: row.public_key, filenames: [files.public.name] };
    return { file: files.public, bytes: Buffer.from(line), json };
  }
  const pem = await open(deps, ctx, row, { event: 'ssh_key.downloaded', data: { part } });
  if (part === 'private') {
    const json = { id, name, fingerprint, private_pem: pem, filenames: [files.private.name] };
    return { file: files.private, bytes: Buffer.from(pem), json };
  }
  const names = [files.public.name, files.private.name];
  const [publicName = '', privateName = ''] = names;
  const content = { [publicName]: Buffer.from(line), [privateName]: Buffer.from(pem) };
  const bytes = zipSync(content, { mtime: row.created_at, os: 3, attrs: 0o600 << 16 });
  const zip_base64 = Buffer.from(bytes).toString('base64');
  return { file: files.both, bytes, json: { id, name, fingerprint, zip_base64, filenames: names } };
}

export function createSshKeySecretService(deps: SshKeyDeps): SshKeySecretService {
  return {
    reveal: (ctx, id) => reveal(deps, ctx, id),
    download: (ctx, id, part) => download(deps, ctx, id, part),
  };
}

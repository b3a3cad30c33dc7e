import { z } from 'zod';
import { pageQuery } from '../../platform/db/paging.ts';
import { defineRoute } from '../../platform/http/route.ts';

const id = z.uuid();
const time = z.iso.datetime();

const keyFields = {
  id,
  organization_id: id,
  created_at: time,
  updated_at: time,
  name: z.string(),
  public_key: z.string().meta({ description: 'A line of `authorized_keys`.' }),
  fingerprint: z.string().meta({ description: '`SHA256:` and the digest, as `ssh-keygen -l` shows it.' }),
  server_count: z.int().optional().meta({ description: 'How many servers use it.' }),
};

const key = z.object(keyFields).meta({ id: 'V1SshKey' });
const revealedKey = z
  .object({ ...keyFields, private_key: z.string().optional().meta({ description: 'In PEM; only with `reveal`.' }) })
  .meta({ id: 'V1SshKeyRevealed' });

const downloaded = z
  .object({
    id,
    name: z.string(),
    fingerprint: z.string(),
    public_key: z.string().optional(),
    private_pem: z.string().optional(),
    zip_base64: z.string().optional(),
    filenames: z.array(z.string()),
  })
  .meta({ id: 'V1SshKeyDownload' });

const name = z.string().trim().min(1).max(100);
/** On one line, or the line of `authorized_keys` would be two. */
const comment = z
  .string()
  .max(255)
  .regex(/^[^\p{Cc}\u2028\u2029]*$/u, 'must be one line')
  .optional();
const flag = z.enum(['true', 'false', '1', '0']).transform((text) => text === 'true' || text === '1');

const common = { surface: 'v1', tenancy: 'org', tag: 'Ssh' } as const;
const may = (action: string) => ({ kind: 'action', action }) as const;
const params = z.object({ id });
const badId = { params: { id: 'invalid_ssh_key_id' } } as const;
/** RSA keys are searched for, and others may be before. */
const slow = { timeoutMs: 60_000 } as const;

export const sshKeyRoutes = {
  list: defineRoute({
    ...common,
    id: 'sshKeys.list',
    method: 'GET',
    path: '/api/v1/ssh',
    summary: 'SSH keys of the organization, the newest first',
    access: may('ssh_key:read'),
    scope: 'infra:read',
    query: z.object({
      unattached: flag.optional().meta({ description: 'Only those that no server uses.' }),
      ...pageQuery,
    }),
    responses: { 200: z.array(key) },
  }),
  create: defineRoute({
    ...common,
    ...slow,
    id: 'sshKeys.create',
    method: 'POST',
    path: '/api/v1/ssh',
    summary: 'Generate an SSH key',
    access: may('ssh_key:create'),
    scope: 'infra:write',
    body: z
      .object({
        name,
        comment,
        type: z.enum(['rsa', 'ed25519']).optional().meta({ description: '`rsa` when absent.' }),
        bits: z
          .union([z.literal(2048), z.literal(3072), z.literal(4096)], { error: 'must be 2048, 3072 or 4096' })
          .optional()
          .meta({ description: 'Of RSA keys; 4096 when absent.' }),
      })
      .meta({ id: 'V1SshKeyCreate' }),
    badInput: {
      json: 'invalid_payload',
      body: 'invalid_payload',
      fields: { type: 'invalid_type', bits: 'invalid_bits' },
    },
    responses: { 201: key },
    errors: ['unavailable'],
    audit: 'ssh_key.created',
  }),
  import: defineRoute({
    ...common,
    ...slow,
    id: 'sshKeys.import',
    method: 'POST',
    path: '/api/v1/ssh/import',
    summary: 'Take in an SSH key that exists',
    description:
      'A private key of RSA (2048 to 16384 bits), Ed25519 or ECDSA, as OpenSSH, PEM or PuTTY write it. The passphrase opens it once and is not kept.',
    access: may('ssh_key:create'),
    scope: 'infra:write',
    body: z
      .object({ name, comment, private_key: z.string().min(1).max(65_536), passphrase: z.string().max(1_024).optional() })
      .meta({ id: 'V1SshKeyImport' }),
    badInput: { json: 'invalid_payload', body: 'invalid_payload' },
    responses: { 201: key },
    errors: ['already_exists', 'unavailable'],
    audit: 'ssh_key.imported',
  }),
  get: defineRoute({
    ...common,
    id: 'sshKeys.get',
    method: 'GET',
    path: '/api/v1/ssh/{id}',
    summary: 'One SSH key, with its private half on request',
    description: '`reveal` needs the right to reveal keys and, with a session, a recent sign-in; it is audited and limited.',
    access: may('ssh_key:read'),
    scope: 'infra:read',
    recent: { field: 'reveal', values: [true] },
    params,
    query: z.object({ reveal: flag.optional() }),
    badInput: badId,
    responses: { 200: revealedKey },
    errors: ['not_found'],
  }),
  delete: defineRoute({
    ...common,
    id: 'sshKeys.delete',
    method: 'DELETE',
    path: '/api/v1/ssh/{id}',
    summary: 'Delete an SSH key that nothing uses',
    access: may('ssh_key:delete'),
    scope: 'infra:write',
    params,
    badInput: badId,
    responses: { 204: null },
    errors: ['not_found', 'conflict'],
    audit: 'ssh_key.deleted',
  }),
  download: defineRoute({
    ...common,
    id: 'sshKeys.download',
    method: 'GET',
    path: '/api/v1/ssh/{id}/download',
    summary: 'The halves of an SSH key as files, or in JSON',
    description:
      'The public half needs only the right to read keys; the private one, with a session, a recent sign-in, and it is audited and limited.',
    access: may('ssh_key:reveal'),
    scope: 'none',
    recent: { field: 'part', values: ['private', 'both'] },
    params,
    query: z.object({ part: z.enum(['public', 'private', 'both']), mode: z.enum(['json']).optional() }),
    badInput: { ...badId, fields: { part: 'invalid_ssh_part', mode: 'invalid_mode' } },
    responses: { 200: downloaded },
    attachment: { types: ['text/plain', 'application/x-pem-file', 'application/zip'] },
    errors: ['not_found'],
  }),
} as const;

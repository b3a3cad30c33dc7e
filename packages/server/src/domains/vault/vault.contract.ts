import { z } from 'zod';
import { defineRoute } from '../../platform/http/route.ts';

const tag = 'Administration';
const count = z.int();

export const encryptionStatus = z
  .strictObject({
    rootKeys: z.array(
      z.strictObject({
        id: z.string().meta({ description: 'Names the keeper and the key; of a local key, a fingerprint.' }),
        kind: z.string(),
        state: z.enum(['next', 'active', 'retiring', 'retired']),
        createdAt: z.iso.datetime(),
        retiredAt: z.iso.datetime().nullable(),
        keys: count.meta({ description: 'How many keys of organizations it wraps.' }),
      }),
    ),
    keys: z.array(z.strictObject({ version: count, state: z.enum(['active', 'retired']), owners: count })),
    columns: z.array(
      z.strictObject({
        table: z.string(),
        column: z.string(),
        total: count,
        current: count.meta({ description: 'Sealed under the newest key of their owner.' }),
        previous: count.meta({ description: 'Sealed under an older one; a rotation has them before it.' }),
        earlier: count.meta({ description: 'From before there was a vault.' }),
      }),
    ),
    lastVerified: z.strictObject({ at: z.iso.datetime(), checked: count, failed: count }).nullable(),
  })
  .meta({ id: 'EncryptionStatus' });

const rotation = z
  .strictObject({ orgId: z.uuid().nullable().meta({ description: 'Null for the key of the platform itself.' }) })
  .meta({ id: 'EncryptionRotation' });

export const vaultRoutes = {
  status: defineRoute({
    id: 'encryption.status',
    method: 'GET',
    path: '/api/admin/encryption',
    surface: 'app',
    tag,
    summary: 'Root keys, keys of organizations, and what is sealed under them',
    access: { kind: 'action', action: 'platform:read' },
    scope: 'platform:read',
    responses: { 200: encryptionStatus },
    errors: ['not_found'],
  }),
  rotate: defineRoute({
    id: 'encryption.rotate',
    method: 'POST',
    path: '/api/admin/encryption/rotations',
    surface: 'app',
    tag,
    summary: 'Give an organization a new key and seal its values anew',
    description: 'Goes on in the background; `previous` of the status falls to 0. Everything can be read and written meanwhile.',
    access: { kind: 'action', action: 'platform:encryption' },
    scope: 'platform:write',
    body: rotation,
    responses: { 202: rotation },
    errors: ['not_found'],
    audit: 'encryption.rotation_requested',
  }),
  verify: defineRoute({
    id: 'encryption.verify',
    method: 'POST',
    path: '/api/admin/encryption/verifications',
    surface: 'app',
    tag,
    summary: 'Open every sealed value once, to know that each can be',
    description: 'Goes on in the background; `lastVerified` of the status tells what came out.',
    access: { kind: 'action', action: 'platform:encryption' },
    scope: 'platform:write',
    responses: { 202: encryptionStatus },
    errors: ['not_found'],
    audit: 'encryption.verification_requested',
  }),
};

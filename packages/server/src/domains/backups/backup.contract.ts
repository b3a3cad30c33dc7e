import { z } from 'zod';
import { defineRoute } from '../../platform/http/route.ts';

const tag = 'Administration';
const time = z.iso.datetime();

const problem = z.strictObject({ reason: z.string(), nextStep: z.string() });

const platformBackup = z
  .strictObject({
    id: z.uuid(),
    name: z.string().meta({ description: 'As `moorage db restore` takes it.' }),
    state: z.enum(['running', 'good', 'failed', 'missing']).meta({
      description: '`missing` was good, and is not at its target any more.',
    }),
    startedAt: time,
    finishedAt: time.nullable(),
    bytes: z.int().nullable(),
    tables: z.int().nullable(),
    rows: z.int().nullable(),
    productVersion: z.string().nullable(),
    problem: problem.nullable(),
    verification: z
      .strictObject({ state: z.enum(['passed', 'failed']), at: time, problem: problem.nullable() })
      .nullable()
      .meta({ description: 'The last restore into a scratch database, compared by counts and checksums.' }),
  })
  .meta({ id: 'PlatformBackup' });

const platformBackups = z
  .strictObject({
    state: z.enum(['off', 'good', 'failing', 'overdue', 'unverified']),
    target: z.string().nullable(),
    problem: problem.nullable(),
    lastGoodAt: time.nullable(),
    lastVerifiedAt: time.nullable(),
    nextRunAt: time.nullable(),
    nextVerificationAt: time.nullable(),
    backups: z.array(platformBackup).meta({ description: 'Newest first.' }),
  })
  .meta({ id: 'PlatformBackups' });

export type PlatformBackup = z.output<typeof platformBackup>;
export type PlatformBackups = z.output<typeof platformBackups>;

export const backupRoutes = {
  list: defineRoute({
    id: 'backups.list',
    method: 'GET',
    path: '/api/admin/backups',
    surface: 'app',
    tag,
    summary: 'Backups of the platform, and whether there is a good one',
    access: { kind: 'action', action: 'platform:read' },
    scope: 'platform:read',
    responses: { 200: platformBackups },
    errors: ['not_found'],
  }),
  run: defineRoute({
    id: 'backups.run',
    method: 'POST',
    path: '/api/admin/backups',
    surface: 'app',
    tag,
    summary: 'Back the platform up now',
    description: 'The backup is made by a job; while one waits or runs, this adds none.',
    access: { kind: 'action', action: 'platform:backups' },
    scope: 'platform:write',
    responses: { 202: platformBackups },
    errors: ['not_found', 'conflict'],
    audit: 'backup.requested',
  }),
  verify: defineRoute({
    id: 'backups.verify',
    method: 'POST',
    path: '/api/admin/backups/{id}/verify',
    surface: 'app',
    tag,
    summary: 'Prove a backup by restoring it into a scratch database',
    access: { kind: 'action', action: 'platform:backups' },
    scope: 'platform:write',
    params: z.strictObject({ id: z.uuid() }),
    responses: { 202: platformBackup },
    errors: ['not_found', 'conflict'],
    audit: 'backup.verification_requested',
  }),
} as const;

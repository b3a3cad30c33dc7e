/** Backups of the platform: their part of the environment. */
import { text, variable } from '@moorage/core/config-reader';
import type { FieldIssue } from '@moorage/core/errors';
import type { Secret } from '@moorage/core/secret';
import { z } from 'zod';
import { parseKey } from '../platform/crypto/sealed-box.ts';

const group = 'Backups';
const optionalText = z.string().min(1).optional();
const schedule = z
  .string()
  .regex(/^(off|\S+( \S+){4})$/, 'must be five fields of cron, such as `15 2 * * *`, or off')
  .transform((value) => (value === 'off' ? undefined : value));

export const backups = {
  backupDir: variable({
    names: ['BACKUP_DIR'],
    schema: optionalText,
    doc: 'Directory for backups of the whole platform, best on a disk of another machine. This or `BACKUP_S3_BUCKET`; nothing is backed up without one of them.',
    group,
  }),
  backupS3Bucket: variable({
    names: ['BACKUP_S3_BUCKET'],
    schema: optionalText,
    doc: 'Bucket for backups of the whole platform, in anything that speaks S3.',
    group,
  }),
  backupS3Prefix: variable({
    names: ['BACKUP_S3_PREFIX'],
    schema: z.string().transform((value) => value.replaceAll(/^\/+|\/+$/g, '')),
    default: 'moorage',
    doc: 'Names of objects begin with it. One prefix for each installation.',
    group,
  }),
  backupS3Endpoint: variable({
    names: ['BACKUP_S3_ENDPOINT'],
    schema: text.url.optional(),
    doc: 'Where the store answers; AWS when unset.',
    group,
  }),
  backupS3Region: variable({
    names: ['BACKUP_S3_REGION'],
    schema: z.string(),
    default: 'us-east-1',
    doc: 'Region of the bucket.',
    group,
  }),
  backupS3PathStyle: variable({
    names: ['BACKUP_S3_PATH_STYLE'],
    schema: text.flag.optional(),
    doc: 'Name the bucket in the path and not in the host. On with `BACKUP_S3_ENDPOINT`, else off, when unset.',
    group,
  }),
  backupS3AccessKeyId: variable({
    names: ['BACKUP_S3_ACCESS_KEY_ID'],
    schema: optionalText,
    doc: 'Credential of the platform itself for that bucket. Credentials of organizations are never used. The machine’s own role when unset.',
    group,
  }),
  backupS3SecretAccessKey: variable({
    names: ['BACKUP_S3_SECRET_ACCESS_KEY'],
    schema: text.secret.optional(),
    secret: true,
    doc: 'Its secret.',
    group,
  }),
  backupS3PartMib: variable({
    names: ['BACKUP_S3_PART_MIB'],
    schema: text.integer(5, 1024),
    default: '16',
    doc: 'Size of the parts of an upload, each of which is once in memory; a backup may have 10,000.',
    group,
  }),
  backupKey: variable({
    names: ['BACKUP_KEY'],
    schema: z
      .string()
      .refine((value) => parseKey(value) !== undefined, 'must be 32 bytes in base64')
      .pipe(text.secret)
      .optional(),
    secret: true,
    doc: 'Encrypts backups in place of the root key; 32 random bytes in base64 (`openssl rand -base64 32`). Keep a copy elsewhere. A restored platform needs its root key as well.',
    group,
  }),
  backupSchedule: variable({
    names: ['BACKUP_SCHEDULE'],
    schema: schedule,
    default: '15 2 * * *',
    doc: 'When a backup is made, as cron in UTC; `off` for only when somebody asks.',
    group,
  }),
  backupVerifySchedule: variable({
    names: ['BACKUP_VERIFY_SCHEDULE'],
    schema: schedule,
    default: '45 3 * * 0',
    doc: 'When the newest backup is restored into a scratch database and compared, as cron in UTC; or `off`.',
    group,
  }),
  backupMaxAgeHours: variable({
    names: ['BACKUP_MAX_AGE_HOURS'],
    schema: text.integer(1, 8_784),
    default: '26',
    doc: 'An alert is raised when the last good backup is older.',
    group,
  }),
  backupVerifyMaxAgeDays: variable({
    names: ['BACKUP_VERIFY_MAX_AGE_DAYS'],
    schema: text.integer(1, 366),
    default: '9',
    doc: 'And when the last one that was restored and compared is older.',
    group,
  }),
  backupKeepCount: variable({
    names: ['BACKUP_KEEP_COUNT'],
    schema: text.integer(1, 10_000),
    default: '14',
    doc: 'So many of the newest backups are always kept.',
    group,
  }),
  backupKeepDays: variable({
    names: ['BACKUP_KEEP_DAYS'],
    schema: text.integer(1, 36_500),
    default: '30',
    doc: 'Beyond those, backups are removed when they are older.',
    group,
  }),
  backupDeadlineMinutes: variable({
    names: ['BACKUP_DEADLINE_MINUTES'],
    schema: text.integer(1, 1_440),
    default: '60',
    doc: 'A backup or a verification that takes longer is stopped and counts as failed.',
    group,
  }),
};

export interface BackupsConfig {
  readonly target:
    | { readonly kind: 'directory'; readonly dir: string }
    | {
        readonly kind: 's3';
        readonly bucket: string;
        readonly prefix: string;
        readonly region: string;
        readonly endpoint: string | undefined;
        readonly pathStyle: boolean;
        readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: Secret } | undefined;
        readonly partBytes: number;
      }
    | undefined;
  readonly key: Secret | undefined;
  /** Undefined for never by itself. */
  readonly schedule: string | undefined;
  readonly verifySchedule: string | undefined;
  readonly maxAgeMs: number;
  readonly verifyMaxAgeMs: number;
  readonly keepCount: number;
  readonly keepMs: number;
  readonly deadlineMs: number;
}

type BackupEnv = { readonly [K in keyof typeof backups]: z.output<(typeof backups)[K]['schema']> };

const hourMs = 3_600_000;

function targetOf(env: BackupEnv): BackupsConfig['target'] {
  if (env.backupDir !== undefined) return { kind: 'directory', dir: env.backupDir };
  if (env.backupS3Bucket === undefined) return undefined;
  const { backupS3AccessKeyId: accessKeyId, backupS3SecretAccessKey: secretAccessKey } = env;
  return {
    kind: 's3',
    bucket: env.backupS3Bucket,
    prefix: env.backupS3Prefix,
    region: env.backupS3Region,
    endpoint: env.backupS3Endpoint,
    pathStyle: env.backupS3PathStyle ?? env.backupS3Endpoint !== undefined,
    credentials: accessKeyId === undefined || secretAccessKey === undefined ? undefined : { accessKeyId, secretAccessKey },
    partBytes: env.backupS3PartMib * 1_048_576,
  };
}

export function backupsConfig(env: BackupEnv): BackupsConfig {
  return {
    target: targetOf(env),
    key: env.backupKey,
    schedule: env.backupSchedule,
    verifySchedule: env.backupVerifySchedule,
    maxAgeMs: env.backupMaxAgeHours * hourMs,
    verifyMaxAgeMs: env.backupVerifyMaxAgeDays * 24 * hourMs,
    keepCount: env.backupKeepCount,
    keepMs: env.backupKeepDays * 24 * hourMs,
    deadlineMs: env.backupDeadlineMinutes * 60_000,
  };
}

export function backupProblems(env: BackupEnv): FieldIssue[] {
  const problems: FieldIssue[] = [];
  if (env.backupDir !== undefined && env.backupS3Bucket !== undefined) {
    problems.push({ path: 'BACKUP_DIR', message: 'and BACKUP_S3_BUCKET are both set; unset one' });
  }
  if ((env.backupS3AccessKeyId === undefined) !== (env.backupS3SecretAccessKey === undefined)) {
    problems.push({ path: 'BACKUP_S3_ACCESS_KEY_ID', message: 'and BACKUP_S3_SECRET_ACCESS_KEY are set only together' });
  }
  return problems;
}

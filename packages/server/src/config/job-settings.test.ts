import { expect, it } from 'vitest';
import { loadConfig } from './config.ts';
import { jobSettingsOf } from './job-settings.ts';

const secrets = { DATABASE_DSN: 'postgres://localhost/moorage', ROOT_KEY: Buffer.alloc(32, 1).toString('base64') };

function valuesOf(kind: string, environment: Record<string, string> = {}): Record<string, string> {
  const settings = jobSettingsOf(loadConfig({ ...secrets, ...environment }))[kind] ?? [];
  return Object.fromEntries(settings.map(({ name, value }) => [name, value]));
}

it('tells what is in effect in the units of the variables', () => {
  expect(valuesOf('dns.sweep')).toEqual({
    ...{ DNS_INTERVAL_SECONDS: '30', DNS_DRIFT_SECONDS: '900', DNS_MAX_DOMAINS: '25', DNS_MAX_RECORDS: '1000' },
  });
  expect(valuesOf('server_log.retention')).toEqual({ SERVER_LOG_RETENTION_DAYS: '45' });
  expect(valuesOf('server_log.retention', { JOB_LOGS_RETAIN_DAYS: '7' })).toEqual({ SERVER_LOG_RETENTION_DAYS: '7' });
  expect(valuesOf('audit.retention')).toEqual({ AUDIT_RETENTION_DAYS: 'kept for ever' });
  expect(valuesOf('backup.run', { BACKUP_SCHEDULE: 'off', BACKUP_KEEP_DAYS: '3' })).toMatchObject({
    ...{ BACKUP_SCHEDULE: 'off', BACKUP_KEEP_DAYS: '3', BACKUP_DEADLINE_MINUTES: '60' },
  });
  expect(Object.keys(valuesOf('backup.watch'))).toEqual(['BACKUP_MAX_AGE_HOURS', 'BACKUP_VERIFY_MAX_AGE_DAYS']);
});

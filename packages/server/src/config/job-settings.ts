/** Which variables say how a job that runs by the clock does its work, and what is in effect; for those who run the platform. */
import type { Config } from './config.ts';
import { variables } from './env.ts';

export interface JobSetting {
  /** Of the variable. */
  readonly name: string;
  readonly value: string;
  readonly about: string;
}

const [secondMs, minuteMs, hourMs, dayMs] = [1_000, 60_000, 3_600_000, 86_400_000];

function setting(variable: keyof typeof variables, value: number | string): JobSetting {
  const { names, doc } = variables[variable];
  return { name: names[0], value: String(value), about: doc };
}

/** By the kind of the job. */
export function jobSettingsOf({
  zones,
  servers,
  orgKeys,
  audit,
  backups,
}: Config): Readonly<Record<string, readonly JobSetting[]>> {
  const deadline = setting('backupDeadlineMinutes', backups.deadlineMs / minuteMs);
  return {
    'dns.sweep': [
      setting('zoneInterval', zones.intervalMs / secondMs),
      setting('zoneDrift', zones.driftMs / secondMs),
      setting('zoneMaxDomains', zones.maxDomains),
      setting('zoneMaxRecords', zones.maxRecords),
    ],
    'org_key.sweep': [setting('orgKeyRetentionDays', orgKeys.retentionDays)],
    'server_log.retention': [setting('serverLogRetentionDays', servers.logRetentionDays)],
    'audit.retention': [setting('auditRetentionDays', audit.retentionDays ?? 'kept for ever')],
    'backup.run': [
      setting('backupSchedule', backups.schedule ?? 'off'),
      setting('backupKeepCount', backups.keepCount),
      setting('backupKeepDays', backups.keepMs / dayMs),
      deadline,
    ],
    'backup.verify': [setting('backupVerifySchedule', backups.verifySchedule ?? 'off'), deadline],
    'backup.watch': [
      setting('backupMaxAgeHours', backups.maxAgeMs / hourMs),
      setting('backupVerifyMaxAgeDays', backups.verifyMaxAgeMs / dayMs),
    ],
  };
}

/** The variables about servers of organizations. */
import { text, variable } from '@moorage/core/config-reader';

export const servers = {
  serverLogRetentionDays: variable({
    names: ['SERVER_LOG_RETENTION_DAYS', 'JOB_LOGS_RETAIN_DAYS'],
    schema: text.integer(1, 36_500),
    default: '45',
    doc: 'Entries of the logs of servers that are older than this are removed every night.',
    group: 'Servers',
  }),
};

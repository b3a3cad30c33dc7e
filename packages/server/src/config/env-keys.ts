/** The variables about keys of organizations. */
import { text, variable } from '@moorage/core/config-reader';

export const keys = {
  orgKeyRetentionDays: variable({
    names: ['ORG_KEY_RETENTION_DAYS'],
    schema: text.integer(0, 36_500),
    default: '10',
    doc: 'Keys of organizations are forgotten this long after their end. They are refused, and shown as revoked, from their end on.',
    group: 'Keys',
  }),
};

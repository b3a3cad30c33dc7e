import type { z } from 'zod';
import type { emailDomain } from './email-domain.contract.ts';
import { challengeName, recordValue } from './email-domain.rules.ts';

export interface EmailDomainRow {
  readonly id: string;
  readonly org_id: string;
  readonly domain: string;
  readonly token: string;
  readonly created_at: Date;
  readonly verified_at: Date | null;
}

export type EmailDomainView = z.input<typeof emailDomain>;

export function emailDomainToView(row: EmailDomainRow): EmailDomainView {
  return {
    id: row.id,
    domain: row.domain,
    state: row.verified_at === null ? 'pending' : 'verified',
    record: { type: 'TXT', name: challengeName(row.domain), value: recordValue(row.token) },
    createdAt: row.created_at.toISOString(),
    verifiedAt: row.verified_at?.toISOString() ?? null,
  };
}

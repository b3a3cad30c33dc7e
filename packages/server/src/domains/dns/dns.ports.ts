import type { Tx } from '../../platform/db/database.ts';

/** Whatever refers to domains and records, such as clusters; each kind of it is one. */
export interface DnsUses {
  /** For people, such as `cluster blue`; of the domain and of all its records. */
  ofDomain(tx: Tx, orgId: string, domainId: string): Promise<readonly string[]>;
  ofRecord(tx: Tx, orgId: string, recordId: string): Promise<readonly string[]>;
}

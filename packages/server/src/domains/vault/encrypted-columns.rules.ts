/**
 * Every column that holds sealed values. Rotation, verification and status are driven by this list alone; a test compares it with the
 * schema, where the name of such a column begins with `sealed_`.
 */
export interface EncryptedColumn {
  readonly table: string;
  readonly column: string;
  /** What identifies the row, as text in the value's place; unique, indexed and never null. */
  readonly row: string;
  /** The column with the organization; null where all rows belong to the platform. A row whose organization is null does so too. */
  readonly org: string | null;
  /** Of columns that are older than the vault: how values of that time were written. */
  readonly before?: {
    /** Followed by the row, this was the context of a sealed box. */
    readonly context: string;
    /** Values with a zero before them were not sealed at all. */
    readonly mayBePlain: boolean;
  };
}

export const encryptedColumns: readonly EncryptedColumn[] = [
  {
    table: 'signing_keys',
    column: 'sealed_private',
    row: 'kid',
    org: null,
    before: { context: 'signing_keys/', mayBePlain: false },
  },
  {
    table: 'image_hooks',
    column: 'sealed_secret',
    row: 'id',
    org: 'org_id',
    before: { context: 'image_hooks.secret:', mayBePlain: false },
  },
  {
    table: 'audit_sinks',
    column: 'sealed_secret',
    row: 'id',
    org: 'org_id',
    before: { context: 'audit_sinks/', mayBePlain: true },
  },
  { table: 'fingerprint_keys', column: 'sealed_key', row: 'id', org: null },
  { table: 'credentials', column: 'sealed_secret', row: 'id', org: 'org_id' },
  { table: 'ssh_keys', column: 'sealed_private_key', row: 'id', org: 'org_id' },
  { table: 'cluster_kubeconfigs', column: 'sealed_kubeconfig', row: 'cluster_id', org: 'org_id' },
  { table: 'clusters', column: 'sealed_join_secrets', row: 'id', org: 'org_id' },
  { table: 'secret_versions', column: 'sealed_value', row: 'id', org: 'org_id' },
  { table: 'secret_documents', column: 'sealed_values', row: 'id', org: 'org_id' },
];

/**
 * Every column that holds sealed values. Rotation, verification and status are driven by this list alone; a test compares it with the
 * schema, where the name of such a column begins with `sealed_`.
 */
export interface EncryptedColumn {
  readonly table: string;
  readonly column: string;
  /** What identifies the row, as text in {@link SealedPlace.row}; unique and indexed. */
  readonly row: string;
  /** The column with the organization; null where all rows belong to the platform. A row whose organization is null does so too. */
  readonly org: string | null;
}

export const encryptedColumns: readonly EncryptedColumn[] = [];

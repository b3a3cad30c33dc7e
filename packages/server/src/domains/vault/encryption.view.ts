/** How the state of encryption is shown; of keys only what names them. */
export interface EncryptionView {
  rootKeys: {
    id: string;
    kind: string;
    state: 'next' | 'active' | 'retiring' | 'retired';
    createdAt: string;
    retiredAt: string | null;
    keys: number;
  }[];
  keys: { version: number; state: 'active' | 'retired'; owners: number }[];
  columns: { table: string; column: string; total: number; current: number; previous: number; earlier: number }[];
  lastVerified: { at: string; checked: number; failed: number } | null;
}

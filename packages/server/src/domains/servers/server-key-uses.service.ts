/** Servers as what uses SSH keys: they count for a key, and keep it from being deleted. */
import type { KeyUses } from '../ssh-keys/index.ts';
import { nameOfServer } from './server.rules.ts';
import { listServersByKey } from './server.store.ts';

export const serverKeyUses: KeyUses = {
  async list(tx, orgId, keyId) {
    const rows = await listServersByKey(tx, orgId, keyId);
    return rows.map((row) => ({ keyId: row.ssh_key_id, what: `server ${nameOfServer(row)}` }));
  },
};

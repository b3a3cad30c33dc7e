import type { Tx } from '../../platform/db/database.ts';

/** Whatever refers to servers, such as node pools; each kind of it is one. */
export interface ServerUses {
  /** For people, such as `node pool workers`. */
  list(tx: Tx, orgId: string, serverId: string): Promise<readonly string[]>;
}

/** Whatever has servers, such as clusters; each kind of it is one. */
export interface ServerGroups {
  /** Ids of the servers in it; none where there is no such thing. */
  serversOf(tx: Tx, orgId: string, clusterId: string): Promise<readonly string[]>;
}

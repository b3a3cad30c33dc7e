/** A cluster that gives a token to whoever asks. */
import { Secret } from '@moorage/core/secret';
import type { ClusterConnection, ClusterTokens, TokenOrder } from '../../domains/cluster-access/cluster-access.ports.ts';

export interface FakeClusterTokens extends ClusterTokens {
  /** What was asked, the last one last. */
  readonly asked: (TokenOrder & { readonly connection: ClusterConnection })[];
  /** Called first; what it throws is what the cluster does. */
  fault: () => void;
}

export function createFakeClusterTokens(): FakeClusterTokens {
  const asked: FakeClusterTokens['asked'] = [];
  const fake: FakeClusterTokens = {
    asked,
    fault: () => {},
    async issue(connection, order) {
      fake.fault();
      asked.push({ ...order, connection });
      const expiresAt = new Date(Date.UTC(2126, 0, 1, 0, 0, order.seconds));
      return { token: new Secret(`token-${asked.length}`), expiresAt, account: `moorage-access/account-${asked.length}` };
    },
  };
  return fake;
}

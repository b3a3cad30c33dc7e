/** The part of the composition root with clusters: themselves, what is attached to them, what is said about them and the ways to get at them. */
import type { Clock } from '@moorage/core/clock';
import type { Ids } from '@moorage/core/ids';
import type { Config } from './config/config.ts';
import type { Audit } from './domains/audit/index.ts';
import { type ClusterTokens, createClusterAccess } from './domains/cluster-access/index.ts';
import { createClusterAttachments } from './domains/cluster-attachments/index.ts';
import { createClusterMetadata } from './domains/cluster-metadata/index.ts';
import { createClusters } from './domains/clusters/index.ts';
import type { Vault } from './domains/vault/index.ts';
import type { Db } from './platform/db/database.ts';
import type { BoundRoute } from './platform/http/bind.ts';
import type { ExactLimit } from './platform/limits/exact-limit.ts';

export interface ClusterPartsDeps {
  readonly config: Config;
  readonly db: Db;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly audit: Audit;
  readonly vault: Vault;
  readonly tokens: ClusterTokens;
  readonly limits: { readonly reveal: ExactLimit };
}

export function createInfraClusters({ config, ...deps }: ClusterPartsDeps): { readonly routes: readonly BoundRoute[] } {
  const shared = { ...deps, baseUrl: config.http.baseUrl };
  const parts = [
    createClusters(shared),
    createClusterAttachments(shared),
    createClusterMetadata(shared),
    createClusterAccess(shared),
  ];
  return { routes: parts.flatMap(({ routes }) => [...routes]) };
}

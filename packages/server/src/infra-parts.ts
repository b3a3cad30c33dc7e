/** The part of the composition root that belongs to the infrastructure plane: what is kept to reach providers and servers. */
import type { Clock } from '@moorage/core/clock';
import type { Ids } from '@moorage/core/ids';
import type { Config } from './config/config.ts';
import { createInfraClusters } from './cluster-parts.ts';
import type { Audit } from './domains/audit/index.ts';
import type { ClusterTokens } from './domains/cluster-access/index.ts';
import { clusterPools, clusterPoolUses, clusterServers, clusterServerUses } from './domains/cluster-attachments/index.ts';
import { createCredentials, type CredentialDeps, type CredentialUses } from './domains/credentials/index.ts';
import { createNodeMetadata, type MetadataUses } from './domains/node-metadata/index.ts';
import { createNodePools, type NodePoolUses, poolMetadataUses, poolServerUses } from './domains/node-pools/index.ts';
import { createServers, type ServerGroups, serverKeyUses, type ServerUses } from './domains/servers/index.ts';
import { createSshKeys, type KeyUses, type SshKeyDeps } from './domains/ssh-keys/index.ts';
import type { Vault } from './domains/vault/index.ts';
import type { Db } from './platform/db/database.ts';
import type { BoundRoute } from './platform/http/bind.ts';
import type { BoundJob } from './platform/jobs/job.ts';
import { createExactLimit, type ExactAllowance, type ExactLimit } from './platform/limits/exact-limit.ts';
import type { Limiter } from './platform/limits/limiter.ts';

/** What refers to the things of this plane, and keeps them from being deleted. */
export interface InfraUses {
  readonly credentials: readonly CredentialUses[];
  readonly sshKeys: readonly KeyUses[];
  readonly nodeMetadata: readonly MetadataUses[];
  readonly servers: readonly ServerUses[];
  readonly nodePools: readonly NodePoolUses[];
  /** Where `cluster_id` finds servers. */
  readonly serverGroups: readonly ServerGroups[];
}

export interface InfraParts {
  readonly config: Config;
  readonly db: Db;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly audit: Audit;
  readonly vault: Vault;
  readonly limiter: Limiter;
  readonly check: CredentialDeps['check'];
  readonly works: SshKeyDeps['works'];
  readonly tokens: ClusterTokens;
  readonly uses?: Partial<InfraUses> | undefined;
}

const revealed: ExactAllowance = { perMinute: 30, burst: 60 };
const tested: ExactAllowance = { perMinute: 10, burst: 20 };
const made: ExactAllowance = { perMinute: 30, burst: 60 };

export function createInfraParts(parts: InfraParts): {
  readonly routes: readonly BoundRoute[];
  readonly jobs: readonly BoundJob[];
} {
  const { config, limiter, uses, check, works, tokens, ...shared } = parts;
  const limit = (name: string, allowance: ExactAllowance): ExactLimit =>
    config.http.rateLimit.enabled ? createExactLimit(limiter, name, allowance) : () => Promise.resolve();
  const reveal = limit('reveal', revealed);
  const credentials = createCredentials({
    ...shared,
    check,
    uses: uses?.credentials ?? [],
    limits: { reveal, test: limit('credential-test', tested) },
  });
  const sshKeys = createSshKeys({
    ...shared,
    works,
    uses: [serverKeyUses, ...(uses?.sshKeys ?? [])],
    limits: { reveal, make: limit('ssh-key', made) },
  });
  const nodeMetadata = createNodeMetadata({ ...shared, uses: [poolMetadataUses, ...(uses?.nodeMetadata ?? [])] });
  const servers = createServers({
    ...shared,
    uses: [poolServerUses, clusterServerUses, ...(uses?.servers ?? [])],
    groups: [clusterServers, ...(uses?.serverGroups ?? [])],
    logRetentionDays: config.servers.logRetentionDays,
  });
  const nodePools = createNodePools({ ...shared, uses: [clusterPoolUses, ...(uses?.nodePools ?? [])], groups: [clusterPools] });
  const clusters = createInfraClusters({ ...shared, config, tokens, limits: { reveal } });
  return {
    routes: [credentials, sshKeys, nodeMetadata, servers, nodePools, clusters].flatMap((part) => part.routes),
    jobs: servers.jobs,
  };
}

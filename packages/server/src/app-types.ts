/** What the server is made from, and what it is. */
import type { Clock } from '@moorage/core/clock';
import type { Ids } from '@moorage/core/ids';
import type { Service } from '@moorage/core/lifecycle';
import type { Log } from '@moorage/core/log';
import type { Secret } from '@moorage/core/secret';
import type { KubeClient } from '@moorage/kube/client/types';
import type { InfraUses } from './infra-parts.ts';
import type { Config } from './config/config.ts';
import type { BackupTarget } from './domains/backups/index.ts';
import type { SecretValues } from './domains/secret-stores/index.ts';
import type { ClusterTokens } from './domains/cluster-access/index.ts';
import type { DnsResolver } from './domains/custom-domains/index.ts';
import type { DnsProviders } from './domains/dns/index.ts';
import type { DeploymentsDeps } from './domains/deployments/index.ts';
import type { ImagesDeps } from './domains/images/index.ts';
import type { TemplatesDeps } from './domains/templates/index.ts';
import type { Database } from './platform/db/database.ts';
import type { BoundRoute } from './platform/http/bind.ts';
import type { Authenticate, HttpServer } from './platform/http/server.ts';
import type { BoundJob } from './platform/jobs/job.ts';
import type { Jobs } from './platform/jobs/jobs.ts';
import type { Metrics } from './platform/metrics/metrics.ts';

/** `api` answers requests, `worker` runs jobs and reconcilers, `all` does both. */
export type Role = 'api' | 'worker' | 'all';

export interface AppOptions {
  readonly config: Config;
  readonly log: Log;
  readonly clock: Clock;
  readonly ids: Ids;
  /** Of the database where the configuration names none, as with the embedded one. */
  readonly dsn?: Secret;
  readonly version?: string;
  readonly role?: Role;
  /** Without it nothing can be deployed. */
  readonly kube?: KubeClient;
  /** The cluster is the embedded one, and this is what its users must know. */
  readonly embedded?: { readonly notice: string; readonly kubeconfigCommand: string };
  /** The built console. */
  readonly staticDir?: string;
  readonly overrides?: Partial<
    Pick<DeploymentsDeps, 'cluster' | 'watch'> & Pick<TemplatesDeps, 'copies' | 'model'> & Pick<ImagesDeps, 'registry'>
  > & {
    readonly billingEnabled?: boolean;
    readonly resolver?: DnsResolver;
    /** Providers of zones. */
    readonly zones?: DnsProviders;
    /** Where short-lived kubeconfigs of clusters come from. */
    readonly clusterTokens?: ClusterTokens;
    /** What refers to credentials and SSH keys. */
    readonly uses?: Partial<InfraUses>;
    readonly backups?: BackupTarget;
    /** Stores of secrets beside the one that is built in. */
    readonly secretStores?: readonly SecretValues[];
  };
}

export interface App {
  /** In the order in which they start. */
  readonly services: readonly Service[];
  readonly database: Database;
  readonly jobs: Jobs;
  readonly metrics: Metrics;
  /** Where requests are answered; in the role `worker` it is not among the services. */
  readonly http: HttpServer;
  /** Who shows these credentials, as every request is asked. */
  readonly authenticate: Authenticate;
  readonly routes: readonly BoundRoute[];
  readonly jobKinds: readonly BoundJob[];
  /** Brings what ships with this version into the database; idempotent, needs a started database. */
  seed(): Promise<void>;
}

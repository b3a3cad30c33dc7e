/** The API server of a test, whatever serves it. */
import type { Secret } from '@moorage/core/secret';
import type { ClusterApi } from '@moorage/embedded-cluster/api';
import type { ApiObject, PodStatus } from './pod-status.ts';

export interface TestApiServerOptions {
  /** Without: objects are only stored. Default true. */
  readonly controllers?: boolean;
  /** The test decides how pods fare. On stock components kwok makes them ready otherwise. */
  readonly scripted?: boolean;
  /** Keeps objects in files, so that a second server can go on with them. */
  readonly dataDir?: string;
  readonly port?: number;
}

export interface TestApiServer {
  readonly api: ClusterApi;
  readonly connection: { readonly server: string; readonly ca: string; readonly token: Secret };
  readonly port: number;
  readonly kubeconfig: string;
  /**
   * Decides how every pod of a scripted server fares, present ones too; undefined leaves a pod as it is. At first all run and are
   * ready at once.
   */
  setPodStatus(decide: (pod: ApiObject) => PodStatus | undefined): void;
  /** What `log` answers for every container. */
  setPodLog(text: string): void;
  /** Makes it lose its memory of past changes of ConfigMaps: watches from an older version are told 410. */
  forget(): Promise<void>;
  /** What can happen to this server; each resolves when it serves again. */
  readonly outages: Readonly<Record<string, () => Promise<void>>>;
  stop(): Promise<void>;
}

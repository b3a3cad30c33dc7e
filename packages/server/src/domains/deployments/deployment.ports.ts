/** What deployments need of a cluster. The adapter is in adapters/kubernetes, its fake beside it. */
import type { Secret } from '@moorage/core/secret';
import type { CanaryIngress } from '@moorage/kube/crds/canary-support';
import type { UserDeployment, UserDeploymentSpec } from '@moorage/kube/crds/user-deployment';

export interface DeploymentKey {
  readonly namespace: string;
  readonly name: string;
}

/** The secrets of one service, as its pods receive them. */
export interface PushedSecret {
  readonly name: string;
  readonly service: string;
  readonly values: Readonly<Record<string, Secret>>;
}

/** Everything that one deployment is in the cluster, as it should be. */
export interface WantedDeployment extends DeploymentKey {
  /** Marks the object as ours; one of another id is never touched. */
  readonly deploymentId: string;
  /** Of the row; comes back with the status, so that it is known of which wish a status speaks. */
  readonly generation: number;
  /** Number of the release that it is; comes back the same way. */
  readonly release: number;
  readonly labels: Readonly<Record<string, string>>;
  readonly namespaceLabels: Readonly<Record<string, string>>;
  readonly spec: UserDeploymentSpec;
  /** Beside the object, never in it. Others that we pushed for it before are taken away. */
  readonly secrets: readonly PushedSecret[];
}

export type ApplyResult =
  | { readonly kind: 'applied' }
  /** Somebody else's object has this name. */
  | { readonly kind: 'taken' }
  /** The cluster will not have it, now or ever. */
  | { readonly kind: 'refused'; readonly message: string };

/** The deployment as the cluster has it. */
export interface SeenDeployment extends DeploymentKey {
  readonly deploymentId: string | undefined;
  /** Of the row, as it was applied last. */
  readonly generation: number | undefined;
  readonly release: number | undefined;
  readonly isDeleting: boolean;
  /** Whether `object.status` speaks of the spec as it is now. */
  readonly isCurrent: boolean;
  readonly object: UserDeployment;
}

/** `ready` takes requests, `running` does not (yet), `ending` was told to go, `stopped` is anything in which no process runs. */
export type PodState = 'ready' | 'running' | 'ending' | 'stopped';

export interface PodInfo {
  readonly uid: string;
  readonly namespace: string;
  readonly name: string;
  readonly service: string;
  readonly container: string;
  readonly state: PodState;
}

export interface PodLogQuery {
  readonly follow: boolean;
  readonly previous: boolean;
  readonly tail: number | undefined;
  readonly since: Date | undefined;
  readonly signal: AbortSignal;
}

export interface PodLogLine {
  /** RFC 3339 with up to nine digits of a second. */
  readonly at: string | null;
  readonly line: string;
}

export interface PodCommand {
  readonly command: readonly string[];
  readonly tty: boolean;
  readonly signal: AbortSignal;
}

export type PodExit = { readonly kind: 'exited'; readonly code: number } | { readonly kind: 'failed'; readonly message: string };

/** A command that runs in a container. */
export interface PodProcess {
  /** Resolves when it can take more, also when it is gone by then. */
  write(bytes: Uint8Array): Promise<void>;
  endInput(): void;
  readonly stdout: AsyncIterable<Uint8Array>;
  /** Stays empty with a terminal. */
  readonly stderr: AsyncIterable<Uint8Array>;
  readonly exit: Promise<PodExit>;
  resize(columns: number, rows: number): void;
  /** Cuts the connection; its output and `exit` end soon. Doing it twice is harmless. */
  close(): void;
}

/** What a pod uses, all its containers together. */
export interface PodUsage {
  readonly pod: string;
  readonly service: string;
  readonly cpuMillicores: number;
  readonly memoryBytes: number;
}

/** Something that happened to an object of a deployment, as Kubernetes tells it. */
export interface ClusterEvent {
  readonly id: string;
  readonly type: 'Normal' | 'Warning';
  readonly reason: string;
  readonly message: string;
  readonly object: { readonly kind: string; readonly name: string };
  readonly count: number;
  readonly firstAt: Date | undefined;
  readonly lastAt: Date | undefined;
}

/** Who routes requests to one service. */
export interface ServiceRouting {
  readonly ingresses: readonly CanaryIngress[];
  /** Whether the cluster serves Traefik's kinds. */
  readonly servesIngressRoutes: boolean;
}

export interface DeploymentCluster {
  /** Creates or changes; doing it twice is harmless. */
  apply(wanted: WantedDeployment): Promise<ApplyResult>;
  /** Asks for removal of the object with this id; `gone` once nothing of it is left. */
  remove(key: DeploymentKey, deploymentId: string): Promise<'gone' | 'going'>;
  /** Whether the kinds of External Secrets are there. */
  servesExternalSecrets(): Promise<boolean>;
  /** Read from the cluster itself. */
  read(key: DeploymentKey): Promise<SeenDeployment | undefined>;
  /** Oldest first. */
  listPods(key: DeploymentKey, service: string | undefined): Promise<PodInfo[]>;
  readRouting(key: DeploymentKey, service: string): Promise<ServiceRouting>;
  /** By name of pod; undefined where the cluster measures nothing. */
  readUsage(key: DeploymentKey): Promise<PodUsage[] | undefined>;
  exec(pod: PodInfo, command: PodCommand): Promise<PodProcess>;
  /** Newest first; of the deployment, of what it owns, and of pods that are gone. */
  listEvents(key: DeploymentKey): Promise<ClusterEvent[]>;
  /** Ends when the log does; without a container that ever ran it gives nothing. */
  readLog(pod: PodInfo, query: PodLogQuery): AsyncIterable<PodLogLine>;
}

/** A copy of all deployments of the cluster that follows every change. */
export interface DeploymentWatch {
  get(key: DeploymentKey): SeenDeployment | undefined;
  list(): readonly SeenDeployment[];
  hasSynced(): boolean;
  /** Says which one changed, never what. */
  onChange(listener: (key: DeploymentKey) => void): () => void;
}

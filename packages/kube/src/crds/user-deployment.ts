/**
 * `UserDeployment` (moorage.dev/v1alpha1): a user's long-lived application.
 *
 * The server writes the spec (server-side apply, field manager `moorage-server`), the operator writes the objects it asks
 * for and the status. Neither ever writes the other's half. One written by hand with kubectl runs like one from the API:
 * ids and template are optional for that reason.
 */
import type { Condition, KubeObject } from '../objects.ts';

export const userDeploymentFinalizer = 'moorage.dev/userdeployment-cleanup';

/** Labels on everything that belongs to a UserDeployment. */
export const userDeploymentLabels = {
  name: 'app.kubernetes.io/name',
  instance: 'app.kubernetes.io/instance',
  component: 'app.kubernetes.io/component',
  managedBy: 'app.kubernetes.io/managed-by',
  org: 'moorage.dev/org',
  team: 'moorage.dev/team',
  user: 'moorage.dev/user',
  template: 'moorage.dev/template',
} as const;

/** Reason of the condition `SecretsSynced` where a Secret is missing that whoever wrote the spec has to bring: he does it then. */
export const secretNotPushed = 'SecretNotPushed';

export interface EnvVar {
  readonly name: string;
  readonly value: string;
}

export interface ServicePort {
  readonly name: string;
  readonly containerPort: number;
  readonly protocol?: 'TCP' | 'UDP';
}

export interface ServiceVolume {
  readonly name: string;
  readonly mountPath: string;
  /** A Kubernetes quantity such as `1Gi`. */
  readonly size: string;
}

/** An HTTP GET when `path` is given, else a TCP connect. */
export interface ServiceProbe {
  readonly path?: string;
  /** Name of a port of the service; its first port by default. */
  readonly port?: string;
  readonly periodSeconds?: number;
  readonly timeoutSeconds?: number;
  readonly failureThreshold?: number;
  readonly initialDelaySeconds?: number;
}

/** Copies follow the load between two bounds. `replicas: 0` switches it off, and so does a pause. */
export interface ServiceAutoscaling {
  readonly minReplicas: number;
  readonly maxReplicas: number;
  /** Average use that copies are held at, in percent of what they request. At least one thing to follow is needed. */
  readonly cpuPercent?: number;
  readonly memoryPercent?: number;
  readonly metrics?: readonly MetricSource[];
}

/** A number that something else in the cluster measures, by the metrics API of Kubernetes that serves it. */
export interface MetricSource {
  /** `External`: of anything, such as a queue (external.metrics.k8s.io); `Pods`: of each copy (custom.metrics.k8s.io). */
  readonly type: 'External' | 'Pods';
  readonly name: string;
  /** Which series of that name. */
  readonly matchLabels?: Readonly<Record<string, string>>;
  /** What each copy should have of it. One of the two; of pods only this one. */
  readonly averageValue?: string;
  /** What it should be in all. */
  readonly value?: string;
}

/** Which new images the server may roll out by itself; carried here, acted on by the server's image watcher. */
export interface ServiceAutoUpdate {
  /** `digest`: a new image under the same tag; `semver`: the newest tag within `range`. */
  readonly policy: 'digest' | 'semver';
  readonly range?: string;
}

/** What voluntary disruptions (drains, upgrades of machines) must leave running: exactly one of the two, a number or a percentage. */
export interface ServiceDisruption {
  readonly minAvailable?: number | string;
  readonly maxUnavailable?: number | string;
}

export type SpreadRule = 'off' | 'preferred' | 'required';

/** How copies are spread over machines and zones; `preferred` when not said otherwise. */
export interface ServiceSpread {
  readonly hostname?: SpreadRule;
  readonly zone?: SpreadRule;
}

/** How a service receives the deployment's secrets: as variables unless told otherwise, and as files where a path is named. */
export interface ServiceSecrets {
  /** A Secret of this namespace that the server pushes, in place of what a store has; labelled as its own. */
  readonly name?: string;
  readonly env?: boolean;
  readonly mountPath?: string;
}

export interface UserDeploymentService {
  readonly name: string;
  readonly image: string;
  readonly command?: readonly string[];
  readonly args?: readonly string[];
  readonly workingDir?: string;
  readonly ports?: readonly ServicePort[];
  readonly replicas?: number;
  readonly autoscaling?: ServiceAutoscaling;
  readonly autoUpdate?: ServiceAutoUpdate;
  /** One copy may be missing at a time when absent and more than one runs. */
  readonly disruption?: ServiceDisruption;
  readonly spread?: ServiceSpread;
  readonly secrets?: ServiceSecrets;
  readonly env?: readonly EnvVar[];
  readonly resources?: {
    readonly requests?: Readonly<Record<string, string>>;
    readonly limits?: Readonly<Record<string, string>>;
  };
  /** Shorthand for a readiness probe by HTTP GET on the first port. */
  readonly healthCheckPath?: string;
  readonly readinessProbe?: ServiceProbe;
  readonly livenessProbe?: ServiceProbe;
  readonly volumes?: readonly ServiceVolume[];
  /** Files from the deployment's config map `<name>-<service>-files`: absolute path → content. */
  readonly files?: Readonly<Record<string, string>>;
  readonly dependsOn?: readonly string[];
  readonly imagePullSecrets?: readonly string[];
  /** Numeric user to run as; images that refuse root need it. */
  readonly runAsUser?: number;
  readonly terminationGracePeriodSeconds?: number;
}

export interface UserDeploymentIngress {
  readonly id: string;
  readonly name: string;
  readonly service: string;
  readonly port: number;
  /** `{name}.{domain}` for the first and `{ingress}-{name}.{domain}` for others when absent. */
  readonly host?: string;
  /** Further hosts, of the tenant's own zones. Each has an Ingress and a certificate of its own. */
  readonly hosts?: readonly string[];
  readonly path?: string;
  readonly tls?: IngressTls;
  /** The operator's own class when absent. */
  readonly className?: string;
  /** Only with the prefixes that the operator allows. */
  readonly annotations?: Readonly<Record<string, string>>;
}

/** Where the certificate of a host comes from; `managed` when the operator serves https. */
export interface IngressTls {
  /** `managed`: from cert-manager; `secret`: from a TLS secret that exists; `off`: plain HTTP. */
  readonly mode: 'managed' | 'secret' | 'off';
  readonly secretName?: string;
}

/** Where a path of the secret store applies, from weak to strong: the same key in a later one wins. */
export const secretScopes = ['organization', 'user', 'template', 'templateService', 'deployment', 'service'] as const;
export type SecretScope = (typeof secretScopes)[number];

export interface UserDeploymentSecrets {
  /** The operator's cluster secret store when absent. */
  readonly storeRef?: { readonly name: string; readonly kind?: 'SecretStore' | 'ClusterSecretStore' };
  /** How often the store is asked, such as `1h` (the default) or `5m`. */
  readonly refreshInterval?: string;
  /** A higher number asks the store at once. */
  readonly generation?: number;
  /** Pods wait for what the store has; without it they also start while it has nothing. */
  readonly required?: boolean;
  readonly scopes?: readonly SecretPath[];
}

export interface SecretPath {
  readonly scope: SecretScope;
  /** Key of one document in the store; all its fields are delivered. */
  readonly path: string;
  /** Only for this service; for every one when absent. */
  readonly service?: string;
}

/** The release that a spec was made from: carried to the status, so that whoever waits knows which one it speaks of. */
export interface ReleaseRef {
  readonly id: string;
  readonly number: number;
}

/** Another version of one service that gets a share of its requests; see `canary-support.ts` for where that is possible. */
export interface UserDeploymentCanary {
  readonly service: string;
  readonly image: string;
  /** In place of the service's own variables. */
  readonly env?: readonly EnvVar[];
  /** Of a hundred requests to the service's ingresses; 0 runs it without any. */
  readonly weight: number;
  /** As many as its share of the service's copies when absent, at least one. */
  readonly replicas?: number;
}

export type NetworkTier = 'free' | 'business' | 'enterprise';
export type Visibility = 'public' | 'internal';

export interface UserDeploymentSpec {
  /** Immutable once set. */
  readonly userId?: string;
  readonly orgId?: string;
  readonly teamId?: string;
  readonly displayName?: string;
  readonly template?: string;
  readonly tier?: NetworkTier;
  readonly visibility?: Visibility;
  /** Overrides the operator's deployment domain. */
  readonly domain?: string;
  readonly paused?: boolean;
  /** RFC 3339; a change rolls every service, or one with `restartedServices`. */
  readonly restartedAt?: string;
  readonly serviceRestarts?: Readonly<Record<string, string>>;
  readonly services: readonly UserDeploymentService[];
  readonly ingresses?: readonly UserDeploymentIngress[];
  readonly secrets?: UserDeploymentSecrets;
  /** Pull secrets of every service, before its own. */
  readonly imagePullSecrets?: readonly string[];
  readonly release?: ReleaseRef;
  readonly canary?: UserDeploymentCanary;
  /** Seconds without progress after which the roll-out counts as failed (default 600). */
  readonly progressDeadlineSeconds?: number;
}

export type UserDeploymentPhase = 'Pending' | 'Provisioning' | 'Ready' | 'Error' | 'Deleting';

/** Why something is as it is: never a bare "failed". `reason` is CamelCase, from the closed list in failure-reasons.ts. */
export interface Evidence {
  readonly reason: string;
  readonly message: string;
  /** Last lines of the log of the container that failed, oldest first, at most 20. */
  readonly logLines?: readonly string[];
  /** The event that tells it best, `<Reason>: <message>`. */
  readonly event?: string;
  /** What the probe was answered. */
  readonly probe?: string;
  readonly exitCode?: number;
  /** What to do next, one sentence. */
  readonly nextStep: string;
}

export interface UserDeploymentServiceStatus {
  readonly name: string;
  readonly image: string;
  readonly replicas: number;
  readonly readyReplicas: number;
  readonly updatedReplicas?: number;
  readonly state: 'Pending' | 'Progressing' | 'Ready' | 'Degraded' | 'Failed' | 'Paused';
  readonly message?: string;
  readonly evidence?: Evidence;
}

export interface UserDeploymentCanaryStatus extends Omit<UserDeploymentServiceStatus, 'name'> {
  readonly service: string;
  /** What it gets now: nothing before it is ready. */
  readonly weight: number;
}

/** How the certificate of an address is; absent where there is none. */
export interface CertificateStatus {
  /** `Provided`: from a secret that others look after. `Unknown`: nobody here can tell. */
  readonly state: 'Pending' | 'Ready' | 'Failed' | 'Provided' | 'Unknown';
  readonly reason: string;
  readonly message?: string;
  readonly expiresAt?: string;
}

/** A further host of an ingress. */
export interface UserDeploymentHostStatus {
  readonly host: string;
  readonly url: string;
  readonly certificate?: CertificateStatus;
}

export interface UserDeploymentIngressStatus {
  readonly id: string;
  readonly name: string;
  readonly host: string;
  readonly url: string;
  readonly certificate?: CertificateStatus;
  /** Those of `spec.ingresses[].hosts` that are routed. */
  readonly hosts?: readonly UserDeploymentHostStatus[];
}

export interface UserDeploymentStatus {
  readonly phase?: UserDeploymentPhase;
  readonly message?: string;
  /** Filled only in phase `Error`. */
  readonly lastError?: string;
  readonly evidence?: Evidence;
  readonly observedGeneration?: number;
  /** The release that this status speaks of. */
  readonly release?: ReleaseRef;
  /** The last one that was ready as a whole. */
  readonly readyRelease?: ReleaseRef;
  readonly ingresses?: readonly UserDeploymentIngressStatus[];
  readonly services?: readonly UserDeploymentServiceStatus[];
  readonly canary?: UserDeploymentCanaryStatus;
  /** `Valid`, `SecretsSynced`, `ServicesReady`, `IngressReady`, `CertificatesReady`, `CanarySupported`, `CanaryReady`, `Ready`. */
  readonly conditions?: readonly Condition[];
  readonly lastTransitionTime?: string;
}

export type UserDeployment = KubeObject<UserDeploymentSpec, UserDeploymentStatus>;

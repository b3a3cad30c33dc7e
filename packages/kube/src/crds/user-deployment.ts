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

export interface UserDeploymentService {
  readonly name: string;
  readonly image: string;
  readonly command?: readonly string[];
  readonly args?: readonly string[];
  readonly workingDir?: string;
  readonly ports?: readonly ServicePort[];
  readonly replicas?: number;
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
  readonly path?: string;
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

export interface UserDeploymentStatus {
  readonly phase?: UserDeploymentPhase;
  readonly message?: string;
  /** Filled only in phase `Error`. */
  readonly lastError?: string;
  readonly evidence?: Evidence;
  readonly observedGeneration?: number;
  readonly ingresses?: readonly { readonly id: string; readonly name: string; readonly host: string; readonly url: string }[];
  readonly services?: readonly UserDeploymentServiceStatus[];
  /** `Valid`, `ServicesReady`, `IngressReady`, `Ready`. */
  readonly conditions?: readonly Condition[];
  readonly lastTransitionTime?: string;
}

export type UserDeployment = KubeObject<UserDeploymentSpec, UserDeploymentStatus>;

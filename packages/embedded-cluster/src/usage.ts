/**
 * What pods and the machine use: the seam between the node, which measures it, and whoever wants to know.
 *
 * The API server shows it as `metrics.k8s.io`, the autoscaler decides by it; both see the same figures of the same moment.
 */

export interface Usage {
  /** Cores, on average over the window. */
  readonly cpuCores: number;
  /** Private memory at the end of the window. */
  readonly memoryBytes: number;
}

export interface ContainerUsage extends Usage {
  readonly name: string;
}

interface Measured {
  /** The end of the window. */
  readonly at: Date;
  readonly windowMs: number;
  readonly labels: Readonly<Record<string, string>>;
}

export interface PodUsage extends Measured {
  readonly namespace: string;
  readonly name: string;
  readonly uid: string;
  readonly containers: readonly ContainerUsage[];
}

export interface NodeUsage extends Measured, Usage {
  readonly name: string;
}

export interface UsageSource {
  /** Pods of which every running container was measured over a window; a pod that has just started is not among them. */
  pods(): readonly PodUsage[];
  nodes(): readonly NodeUsage[];
}

/** What the operator's plans need to know beside the objects. */
export interface OperatorSettings {
  /** Ingress hosts are `{name}.{deploymentDomain}`. */
  readonly deploymentDomain: string;
  readonly ingressScheme: 'http' | 'https';
  /** Shown in URLs when it is not the scheme's own. */
  readonly ingressPort?: number;
  readonly ingressClassName: string;
  /** Namespace of the ingress controller, let through by network policies (default `traefik`). */
  readonly ingressNamespace?: string;
  /** cert-manager ClusterIssuer; only with https. */
  readonly certIssuer?: string;
  /** Pause between "no new requests" and the stop signal, so that a roll loses none (default 5, 0 for none). */
  readonly preStopSleepSeconds?: number;
  /** Default 2. */
  readonly probePeriodSeconds?: number;
  /** How long a running program may fail its readiness probe before that counts as failure (default 60). */
  readonly probeGraceSeconds?: number;
  /** What annotations of ingresses may begin with. */
  readonly ingressAnnotationPrefixes?: readonly string[];
  /** ClusterSecretStore for deployments that name no store of their own. */
  readonly clusterSecretStore?: string;
  /** `restricted` (default): no pod runs as root; `baseline`: as its image says. */
  readonly podSecurity?: 'restricted' | 'baseline';
  /** Numeric user of services that name none; the user of their image when absent. */
  readonly defaultRunAsUser?: number;
}

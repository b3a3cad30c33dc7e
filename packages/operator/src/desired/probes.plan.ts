/** Probes of a service's container. */
import type { ServiceProbe, UserDeploymentService } from '@moorage/kube/crds/user-deployment';

function portOf(service: UserDeploymentService, name: string | undefined): number | undefined {
  const ports = (service.ports ?? []).filter((port) => port.protocol !== 'UDP');
  return (name === undefined ? ports[0] : ports.find((port) => port.name === name))?.containerPort;
}

function toProbe(service: UserDeploymentService, probe: ServiceProbe, periodSeconds: number): object | undefined {
  const port = portOf(service, probe.port);
  if (port === undefined) return undefined;
  return {
    ...(probe.path === undefined ? { tcpSocket: { port } } : { httpGet: { path: probe.path, port, scheme: 'HTTP' } }),
    periodSeconds: probe.periodSeconds ?? periodSeconds,
    timeoutSeconds: probe.timeoutSeconds ?? 2,
    failureThreshold: probe.failureThreshold ?? 3,
    ...(probe.initialDelaySeconds === undefined ? {} : { initialDelaySeconds: probe.initialDelaySeconds }),
  };
}

/** HTTP on the health path, else TCP on the first port; none without ports. A liveness probe only when asked for. */
export function planProbes(service: UserDeploymentService, periodSeconds: number): Record<string, object> {
  const ready = service.readinessProbe ?? (service.healthCheckPath === undefined ? {} : { path: service.healthCheckPath });
  const readinessProbe = toProbe(service, ready, periodSeconds);
  const livenessProbe = service.livenessProbe === undefined ? undefined : toProbe(service, service.livenessProbe, 10);
  return {
    ...(readinessProbe === undefined ? {} : { readinessProbe }),
    ...(livenessProbe === undefined ? {} : { livenessProbe }),
  };
}

/** Seconds in which a healthy start is expected to pass its readiness probe at the earliest doubt. */
export function probePatienceSeconds(service: UserDeploymentService, periodSeconds: number): number {
  const probe = service.readinessProbe ?? {};
  return (probe.initialDelaySeconds ?? 0) + (probe.failureThreshold ?? 3) * (probe.periodSeconds ?? periodSeconds);
}

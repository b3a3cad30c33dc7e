/** Probes of a service's container. */
import type { ServiceProbe, UserDeploymentService } from '@moorage/kube/crds/user-deployment';
import type { OperatorSettings } from '../settings.ts';

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

/** How long a start may look wrong before it is suspect, and before it counts as failed. */
export function probePatience(
  service: UserDeploymentService,
  settings: Pick<OperatorSettings, 'probePeriodSeconds' | 'probeGraceSeconds'>,
) {
  const probe = service.readinessProbe ?? {};
  const period = probe.periodSeconds ?? settings.probePeriodSeconds ?? 2;
  const suspectSeconds = (probe.initialDelaySeconds ?? 0) + (probe.failureThreshold ?? 3) * period;
  return {
    suspectSeconds,
    graceSeconds: Math.max(settings.probeGraceSeconds ?? 60, suspectSeconds),
    hasProbe: portOf(service, undefined) !== undefined,
  };
}

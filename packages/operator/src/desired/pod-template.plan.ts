/** The pod template of a service. */
import type { EnvVar, UserDeployment, UserDeploymentService } from '@moorage/kube/crds/user-deployment';
import { fingerprintOf } from '@moorage/kube/runtime/fingerprint';
import type { OperatorSettings } from '../settings.ts';
import { annotations, namesOf } from '../user-deployment.names.ts';
import { labelsOf } from './desired.ts';
import { fileMounts, fileVolumes } from './files.plan.ts';
import { containerSecurity, planSpread, podSecurity } from './pod-placement.plan.ts';
import { planProbes } from './probes.plan.ts';
import { secretEnvFrom, secretMounts, secretVolumes } from './secrets.plan.ts';

export interface PodTemplate {
  readonly metadata: { readonly labels: Record<string, string>; readonly annotations: Record<string, string> };
  readonly spec: Readonly<Record<string, unknown>>;
}

/** `API_HOST`, `API_PORT` and `API_URL` for every sibling that has ports; what the service sets itself wins. */
export function siblingEnv(root: UserDeployment, service: UserDeploymentService): EnvVar[] {
  const names = namesOf(root.metadata.name);
  return (root.spec?.services ?? []).flatMap((sibling) => {
    const port = sibling.ports?.[0]?.containerPort;
    if (sibling.name === service.name || port === undefined) return [];
    const prefix = sibling.name.toUpperCase().replaceAll(/[^A-Z0-9]/g, '_');
    const host = names.workload(sibling.name);
    return [
      { name: `${prefix}_HOST`, value: host },
      { name: `${prefix}_PORT`, value: String(port) },
      { name: `${prefix}_URL`, value: `http://${host}:${port}` },
    ];
  });
}

function envOf(root: UserDeployment, service: UserDeploymentService): EnvVar[] {
  const own = service.env ?? [];
  const taken = new Set(own.map((each) => each.name));
  return [...siblingEnv(root, service).filter((each) => !taken.has(each.name)), ...own];
}

const defaultRequests = { cpu: '50m', memory: '64Mi' };

function containerOf(root: UserDeployment, service: UserDeploymentService, settings: OperatorSettings): object {
  const ports = service.ports ?? [];
  const sleep = settings.preStopSleepSeconds ?? 5;
  const env = envOf(root, service);
  const envFrom = secretEnvFrom(root, service);
  const mounts = [
    ...(service.volumes ?? []).map(({ name, mountPath }) => ({ name, mountPath })),
    ...secretMounts(root, service),
    ...fileMounts(service),
  ];
  return {
    name: service.name,
    image: service.image,
    ...(service.command === undefined ? {} : { command: service.command }),
    ...(service.args === undefined ? {} : { args: service.args }),
    ...(service.workingDir === undefined ? {} : { workingDir: service.workingDir }),
    ...(ports.length === 0
      ? {}
      : {
          ports: ports.map((port) => ({ name: port.name, containerPort: port.containerPort, protocol: port.protocol ?? 'TCP' })),
        }),
    ...(envFrom.length === 0 ? {} : { envFrom }),
    ...(env.length === 0 ? {} : { env }),
    resources: {
      requests: service.resources?.requests ?? defaultRequests,
      ...(service.resources?.limits === undefined ? {} : { limits: service.resources.limits }),
    },
    ...planProbes(service, settings.probePeriodSeconds ?? 2),
    // Endpoints are taken away in parallel to the stop; sleeping first lets every proxy learn of it.
    ...(ports.length === 0 || sleep === 0 ? {} : { lifecycle: { preStop: { sleep: { seconds: sleep } } } }),
    ...(mounts.length === 0 ? {} : { volumeMounts: mounts }),
    securityContext: containerSecurity(service),
  };
}

function volumesOf(root: UserDeployment, service: UserDeploymentService): object[] {
  const names = namesOf(root.metadata.name);
  const claims = (service.volumes ?? []).map(({ name }) => ({
    name,
    persistentVolumeClaim: { claimName: names.volumeClaim(service.name, name) },
  }));
  return [...claims, ...secretVolumes(root, service), ...fileVolumes(root, service)];
}

function templateAnnotations(
  root: UserDeployment,
  service: UserDeploymentService,
  secretsVersion: string | undefined,
): Record<string, string> {
  const restartedAt = root.spec?.restartedAt;
  const serviceRestartedAt = root.spec?.serviceRestarts?.[service.name];
  const hasFiles = Object.keys(service.files ?? {}).length > 0;
  return {
    ...(restartedAt === undefined ? {} : { [annotations.restartedAt]: restartedAt }),
    ...(serviceRestartedAt === undefined ? {} : { [annotations.serviceRestartedAt]: serviceRestartedAt }),
    ...(secretsVersion === undefined ? {} : { [annotations.secrets]: secretsVersion }),
    ...(hasFiles ? { [annotations.files]: fingerprintOf(service.files) } : {}),
  };
}

/**
 * The template, with its own fingerprint as annotation: by it a pod tells which version it runs. The version of the secrets is part
 * of it, so that a changed secret rolls the pods.
 */
export function planPodTemplate(
  root: UserDeployment,
  service: UserDeploymentService,
  settings: OperatorSettings,
  secretsVersion?: string,
): PodTemplate {
  const sleep = (service.ports ?? []).length === 0 ? 0 : (settings.preStopSleepSeconds ?? 5);
  const volumes = volumesOf(root, service);
  const pullSecrets = [...new Set([...(root.spec?.imagePullSecrets ?? []), ...(service.imagePullSecrets ?? [])])];
  const spread = planSpread(root, service);
  const spec = {
    serviceAccountName: namesOf(root.metadata.name).serviceAccount,
    automountServiceAccountToken: false,
    enableServiceLinks: false,
    terminationGracePeriodSeconds: (service.terminationGracePeriodSeconds ?? 30) + sleep,
    securityContext: podSecurity(root, service, settings),
    ...(spread.length === 0 ? {} : { topologySpreadConstraints: spread }),
    containers: [containerOf(root, service, settings)],
    ...(volumes.length === 0 ? {} : { volumes }),
    ...(pullSecrets.length === 0 ? {} : { imagePullSecrets: pullSecrets.map((name) => ({ name })) }),
  };
  const labels = labelsOf(root, service.name);
  const own = templateAnnotations(root, service, secretsVersion);
  const version = fingerprintOf([labels, own, spec]);
  return { metadata: { labels, annotations: { ...own, [annotations.template]: version } }, spec };
}

/** The version that pods of the service should run. */
export function templateVersionOf(template: PodTemplate): string {
  return template.metadata.annotations[annotations.template] ?? '';
}

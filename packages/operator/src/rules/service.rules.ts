/** Rules of one service. */
import type { ServiceProbe, UserDeploymentService } from '@moorage/kube/crds/user-deployment';
import { parseQuantity } from '@moorage/kube/runtime/matches';
import { problem, type SpecProblem, twice } from './problem.ts';
import { scalingProblems } from './scaling.rules.ts';

const serviceName = /^[a-z]([-a-z0-9]*[a-z0-9])?$/;
const portName = /^(?=.*[a-z])[a-z0-9]+(-[a-z0-9]+)*$/;
const envName = /^[-._a-zA-Z][-._a-zA-Z0-9]*$/;
const volumeName = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/;
const maxFilesBytes = 900 * 1024;

const imagePart = String.raw`[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*`;
const imageHost = String.raw`(?:[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?(?:\.[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?)*|\[[0-9a-fA-F:]+\])(?::[0-9]+)?`;
const imagePattern = new RegExp(
  String.raw`^(?:${imageHost}/)?${imagePart}(?:/${imagePart})*(?::[\w][\w.-]{0,127})?(?:@sha256:[0-9a-f]{64})?$`,
);

/** True for an image reference such as `registry:5000/team/app:1.2` or one by digest. */
export function isImageReference(text: string): boolean {
  return text.length <= 512 && imagePattern.test(text);
}

function portProblems(service: UserDeploymentService, path: string): SpecProblem[] {
  const ports = service.ports ?? [];
  const invalid = ports.flatMap((port, index) => [
    ...(portName.test(port.name) && port.name.length <= 15
      ? []
      : [problem(`${path}.ports[${index}].name`, 'InvalidPort', `"${port.name}" is not a port name of at most 15 characters.`)]),
    ...(Number.isInteger(port.containerPort) && port.containerPort >= 1 && port.containerPort <= 65_535
      ? []
      : [problem(`${path}.ports[${index}].containerPort`, 'InvalidPort', 'A port is a number from 1 to 65535.')]),
  ]);
  return [
    ...invalid,
    ...twice(
      ports.map((port) => port.name),
      (name, index) => problem(`${path}.ports[${index}].name`, 'DuplicatePort', `The port "${name}" is there twice.`),
    ),
    ...twice(
      ports.map((port) => `${port.containerPort}/${port.protocol ?? 'TCP'}`),
      (port, index) => problem(`${path}.ports[${index}].containerPort`, 'DuplicatePort', `The port ${port} is there twice.`),
    ),
  ];
}

function envProblems(service: UserDeploymentService, path: string): SpecProblem[] {
  const names = (service.env ?? []).map((each) => each.name);
  return [
    ...names.flatMap((name, index) =>
      envName.test(name) ? [] : [problem(`${path}.env[${index}].name`, 'InvalidEnv', `"${name}" is not a name of a variable.`)],
    ),
    ...twice(names, (name, index) =>
      problem(`${path}.env[${index}].name`, 'InvalidEnv', `The variable "${name}" is there twice.`),
    ),
  ];
}

function resourceProblems(service: UserDeploymentService, path: string): SpecProblem[] {
  const { requests = {}, limits = {} } = service.resources ?? {};
  const invalid = Object.entries({ requests, limits }).flatMap(([kind, amounts]) =>
    Object.entries(amounts)
      .filter(([, amount]) => !((parseQuantity(amount) ?? -1) >= 0))
      .map(([name, amount]) => problem(`${path}.resources.${kind}.${name}`, 'InvalidResources', `"${amount}" is not an amount.`)),
  );
  const above = Object.entries(requests)
    .filter(([name, amount]) => (parseQuantity(amount) ?? 0) > (parseQuantity(limits[name] ?? '') ?? Number.POSITIVE_INFINITY))
    .map(([name]) => problem(`${path}.resources.requests.${name}`, 'InvalidResources', 'The request is larger than the limit.'));
  return [...invalid, ...above];
}

function isAbsolutePath(path: string): boolean {
  return path.startsWith('/') && path !== '/' && !path.split('/').includes('..') && !path.includes(':') && !path.includes('\0');
}

function volumeProblems(service: UserDeploymentService, path: string): SpecProblem[] {
  const volumes = service.volumes ?? [];
  const at = (index: number): string => `${path}.volumes[${index}]`;
  const invalid = volumes.flatMap((volume, index) => [
    ...(volumeName.test(volume.name)
      ? []
      : [problem(`${at(index)}.name`, 'InvalidVolume', `"${volume.name}" is not a volume name.`)]),
    ...(isAbsolutePath(volume.mountPath)
      ? []
      : [problem(`${at(index)}.mountPath`, 'InvalidVolume', 'A volume is mounted at an absolute path below "/".')]),
    ...((parseQuantity(volume.size) ?? 0) > 0
      ? []
      : [problem(`${at(index)}.size`, 'InvalidVolume', `"${volume.size}" is not a size such as 1Gi.`)]),
  ]);
  const shared =
    volumes.length > 0 && (service.replicas ?? 1) > 1
      ? [problem(`${path}.replicas`, 'VolumeWithReplicas', 'A service with volumes runs as one copy.')]
      : [];
  return [
    ...invalid,
    ...shared,
    ...twice(
      volumes.map((volume) => volume.name),
      (name, index) => problem(`${at(index)}.name`, 'InvalidVolume', `The volume "${name}" is there twice.`),
    ),
    ...twice(
      volumes.map((volume) => volume.mountPath),
      (mountPath, index) => problem(`${at(index)}.mountPath`, 'InvalidVolume', `Two volumes are mounted at "${mountPath}".`),
    ),
  ];
}

function fileProblems(service: UserDeploymentService, path: string): SpecProblem[] {
  const files = Object.entries(service.files ?? {});
  const invalid = files.flatMap(([name]) =>
    isAbsolutePath(name) && !name.endsWith('/')
      ? []
      : [problem(`${path}.files`, 'InvalidFile', `"${name}" is not an absolute path of a file.`)],
  );
  const size = files.reduce((sum, [, content]) => sum + new TextEncoder().encode(content).length, 0);
  return size > maxFilesBytes
    ? [...invalid, problem(`${path}.files`, 'InvalidFile', 'The files are larger than 900 KiB together.')]
    : invalid;
}

function probeProblems(service: UserDeploymentService, path: string): SpecProblem[] {
  const ports = (service.ports ?? []).filter((port) => port.protocol !== 'UDP');
  const check = (field: string, probe: ServiceProbe | undefined): SpecProblem[] => {
    if (probe === undefined) return [];
    const at = `${path}.${field}`;
    if (ports.length === 0) return [problem(at, 'InvalidProbe', 'A health check needs a TCP port.')];
    const isKnown = probe.port === undefined || ports.some((port) => port.name === probe.port);
    return [
      ...(isKnown ? [] : [problem(`${at}.port`, 'UnknownPort', `The service has no TCP port "${probe.port ?? ''}".`)]),
      ...(probe.path === undefined || probe.path.startsWith('/')
        ? []
        : [problem(`${at}.path`, 'InvalidProbe', 'A path begins with "/".')]),
    ];
  };
  return [
    ...check('healthCheckPath', service.healthCheckPath === undefined ? undefined : { path: service.healthCheckPath }),
    ...check('readinessProbe', service.readinessProbe),
    ...check('livenessProbe', service.livenessProbe),
  ];
}

/** All problems of one service. */
export function serviceProblems(service: UserDeploymentService, path: string): SpecProblem[] {
  return [
    ...(serviceName.test(service.name)
      ? []
      : [
          problem(
            `${path}.name`,
            'InvalidName',
            `"${service.name}" must consist of lower-case letters, digits and dashes and begin with a letter.`,
          ),
        ]),
    ...(isImageReference(service.image)
      ? []
      : [problem(`${path}.image`, 'InvalidImage', `"${service.image}" is not an image reference.`)]),
    ...portProblems(service, path),
    ...envProblems(service, path),
    ...resourceProblems(service, path),
    ...volumeProblems(service, path),
    ...fileProblems(service, path),
    ...probeProblems(service, path),
    ...scalingProblems(service, path),
  ];
}

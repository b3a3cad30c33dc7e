/** Rules of how many copies run, how they are replaced and what may interrupt them. */
import type { MetricSource, UserDeploymentService } from '@moorage/kube/crds/user-deployment';
import { problem, type SpecProblem } from './problem.ts';

const version = String.raw`v?(?:0|[1-9]\d*|[xX*])(?:\.(?:0|[1-9]\d*|[xX*])){0,2}(?:-[0-9A-Za-z.-]+)?`;
const comparator = String.raw`(?:[~^]|[<>]=?|=)?\s?${version}`;
const rangePattern = new RegExp(
  String.raw`^(?:${version} - ${version}|${comparator}(?: ${comparator})*)(?: \|\| ${comparator}(?: ${comparator})*)*$`,
);
const percentPattern = /^(100|[1-9]?[0-9])%$/;

/** True for a range of versions such as `^1.2`, `1.x`, `>=1 <3` or `1.0 - 2.0`. */
export function isVersionRange(text: string): boolean {
  return text.length <= 128 && rangePattern.test(text);
}

function metricProblems({ type, averageValue, value }: MetricSource, at: string): SpecProblem[] {
  if ((averageValue === undefined) === (value === undefined)) {
    return [problem(at, 'InvalidAutoscaling', 'Say what to hold it at: averageValue or value, and not both.')];
  }
  return type === 'Pods' && averageValue === undefined
    ? [problem(`${at}.value`, 'InvalidAutoscaling', 'Metrics of pods are followed by their average: set averageValue.')]
    : [];
}

function autoscalingProblems(service: UserDeploymentService, path: string): SpecProblem[] {
  const { autoscaling } = service;
  if (autoscaling === undefined) return [];
  const at = `${path}.autoscaling`;
  const { minReplicas, maxReplicas, cpuPercent, memoryPercent, metrics = [] } = autoscaling;
  const requests = service.resources?.requests;
  const lacks = (resource: 'cpu' | 'memory', percent: number | undefined): SpecProblem[] =>
    percent === undefined || requests === undefined || requests[resource] !== undefined
      ? []
      : [
          problem(
            `${at}.${resource}Percent`,
            'InvalidAutoscaling',
            `A percentage needs a request: set resources.requests.${resource}.`,
          ),
        ];
  return [
    ...(minReplicas >= 1 ? [] : [problem(`${at}.minReplicas`, 'InvalidAutoscaling', 'At least one copy must stay.')]),
    ...(minReplicas <= maxReplicas
      ? []
      : [
          problem(
            `${at}.maxReplicas`,
            'InvalidAutoscaling',
            `The most copies (${maxReplicas}) are fewer than the fewest (${minReplicas}).`,
          ),
        ]),
    ...(cpuPercent === undefined && memoryPercent === undefined && metrics.length === 0
      ? [problem(at, 'InvalidAutoscaling', 'Say what to follow: cpuPercent, memoryPercent or metrics.')]
      : []),
    ...metrics.flatMap((source, index) => metricProblems(source, `${at}.metrics[${index}]`)),
    ...lacks('cpu', cpuPercent),
    ...lacks('memory', memoryPercent),
    ...((service.volumes ?? []).length > 0 && maxReplicas > 1
      ? [problem(`${at}.maxReplicas`, 'VolumeWithReplicas', 'A service with volumes runs as one copy.')]
      : []),
  ];
}

function autoUpdateProblems(service: UserDeploymentService, path: string): SpecProblem[] {
  const { autoUpdate } = service;
  if (autoUpdate === undefined) return [];
  const at = `${path}.autoUpdate`;
  if (autoUpdate.policy === 'semver') {
    return autoUpdate.range !== undefined && isVersionRange(autoUpdate.range)
      ? []
      : [problem(`${at}.range`, 'InvalidAutoUpdate', `"${autoUpdate.range ?? ''}" is not a range of versions such as ^1.2.`)];
  }
  if (autoUpdate.range !== undefined)
    return [problem(`${at}.range`, 'InvalidAutoUpdate', 'A range goes with the policy semver only.')];
  return service.image.includes('@')
    ? [problem(`${at}.policy`, 'InvalidAutoUpdate', 'An image that is named by its digest never has a newer one.')]
    : [];
}

function disruptionProblems(service: UserDeploymentService, path: string): SpecProblem[] {
  const { disruption } = service;
  if (disruption === undefined) return [];
  const given = Object.entries(disruption).filter(([, amount]) => amount !== undefined);
  if (given.length !== 1)
    return [problem(`${path}.disruption`, 'InvalidDisruption', 'Give exactly one of minAvailable and maxUnavailable.')];
  return given
    .filter(([, amount]) => !(typeof amount === 'number' ? Number.isInteger(amount) && amount >= 0 : percentPattern.test(amount)))
    .map(([field, amount]) =>
      problem(
        `${path}.disruption.${field}`,
        'InvalidDisruption',
        `"${amount}" is neither a number nor a percentage such as 50%.`,
      ),
    );
}

export function scalingProblems(service: UserDeploymentService, path: string): SpecProblem[] {
  return [...autoscalingProblems(service, path), ...autoUpdateProblems(service, path), ...disruptionProblems(service, path)];
}

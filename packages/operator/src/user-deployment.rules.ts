/**
 * What a valid UserDeployment is, beyond its shape.
 *
 * The API server checks shapes; these are the rules between fields. Each problem names its field and a reason. The server asks the
 * same questions before it writes; here they are asked again because anyone may apply a UserDeployment with kubectl.
 */
import type { UserDeployment, UserDeploymentService } from '@moorage/kube/crds/user-deployment';
import { canaryProblems } from './rules/canary.rules.ts';
import { ingressProblems } from './rules/ingress.rules.ts';
import { problem, type SpecProblem, twice } from './rules/problem.ts';
import { secretProblems } from './rules/secret.rules.ts';
import { serviceProblems } from './rules/service.rules.ts';
import type { OperatorSettings } from './settings.ts';

const dnsLabel = /^[a-z]([-a-z0-9]*[a-z0-9])?$/;
const maxObjectName = 63;

function nameProblems(root: UserDeployment): SpecProblem[] {
  const { name } = root.metadata;
  if (!dnsLabel.test(name)) {
    return [
      problem(
        'metadata.name',
        'InvalidName',
        `"${name}" must consist of lower-case letters, digits and dashes and begin with a letter.`,
      ),
    ];
  }
  return (root.spec?.services ?? []).flatMap((service, index) =>
    name.length + 1 + service.name.length > maxObjectName
      ? [
          problem(
            `services[${index}].name`,
            'NameTooLong',
            `"${name}-${service.name}" is longer than ${maxObjectName} characters.`,
          ),
        ]
      : [],
  );
}

/** Names on a cycle of `dependsOn`, in order; undefined when there is none. */
export function findDependencyCycle(services: readonly UserDeploymentService[]): string[] | undefined {
  const edges = new Map(services.map((service) => [service.name, service.dependsOn ?? []]));
  const finished = new Set<string>();
  function visit(name: string, path: readonly string[]): string[] | undefined {
    if (path.includes(name)) return [...path.slice(path.indexOf(name)), name];
    if (finished.has(name)) return undefined;
    for (const next of edges.get(name) ?? []) {
      const cycle = visit(next, [...path, name]);
      if (cycle !== undefined) return cycle;
    }
    finished.add(name);
    return undefined;
  }
  for (const service of services) {
    const cycle = visit(service.name, []);
    if (cycle !== undefined) return cycle;
  }
  return undefined;
}

function dependencyProblems(services: readonly UserDeploymentService[]): SpecProblem[] {
  const known = new Set(services.map((service) => service.name));
  const unknown = services.flatMap((service, index) =>
    (service.dependsOn ?? [])
      .filter((name) => !known.has(name))
      .map((name) => problem(`services[${index}].dependsOn`, 'UnknownService', `There is no service "${name}".`)),
  );
  const cycle = findDependencyCycle(services);
  if (cycle === undefined) return unknown;
  return [...unknown, problem('services', 'DependencyCycle', `Services wait for each other: ${cycle.join(' → ')}.`)];
}

/** Machines are shared below the enterprise tier, so nobody is root on them there. */
function securityProblems(root: UserDeployment, policy: SpecPolicy): SpecProblem[] {
  if (policy.podSecurity === 'baseline' || root.spec?.tier === 'enterprise') return [];
  return (root.spec?.services ?? []).flatMap((service, index) =>
    service.runAsUser === 0
      ? [problem(`services[${index}].runAsUser`, 'InvalidSecurity', 'Running as root needs the enterprise tier.')]
      : [],
  );
}

/** What the operator's settings say about what is valid. */
export type SpecPolicy = Pick<OperatorSettings, 'ingressAnnotationPrefixes' | 'podSecurity'>;

/** All problems of a UserDeployment, in the order of its fields; empty when it is valid. */
export function findProblems(root: UserDeployment, policy: SpecPolicy = {}): SpecProblem[] {
  const services = root.spec?.services ?? [];
  if (services.length === 0) return [problem('services', 'NoServices', 'There must be at least one service.')];
  return [
    ...nameProblems(root),
    ...twice(
      services.map((service) => service.name),
      (name, index) => problem(`services[${index}].name`, 'DuplicateService', `The service "${name}" is there twice.`),
    ),
    ...services.flatMap((service, index) => serviceProblems(service, `services[${index}]`)),
    ...dependencyProblems(services),
    ...securityProblems(root, policy),
    ...ingressProblems(root, policy.ingressAnnotationPrefixes),
    ...secretProblems(root),
    ...canaryProblems(root),
  ];
}

/** Rules of the ingresses. */
import type { UserDeployment, UserDeploymentIngress } from '@moorage/kube/crds/user-deployment';
import { hostsOf } from '../user-deployment.names.ts';
import { problem, type SpecProblem, twice } from './problem.ts';

const label = '[a-z0-9](?:[-a-z0-9]{0,61}[a-z0-9])?';
const hostPattern = new RegExp(String.raw`^(?:${label}\.)*${label}$`);
const ingressName = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/;

/** True for a host name in lower case, without wildcard. */
export function isHostName(text: string): boolean {
  return text.length <= 253 && hostPattern.test(text);
}

function targetProblems(root: UserDeployment, ingress: UserDeploymentIngress, path: string): SpecProblem[] {
  const service = root.spec?.services.find((each) => each.name === ingress.service);
  if (service === undefined) return [problem(`${path}.service`, 'UnknownService', `There is no service "${ingress.service}".`)];
  const isKnown = (service.ports ?? []).some((port) => port.containerPort === ingress.port && port.protocol !== 'UDP');
  return isKnown
    ? []
    : [problem(`${path}.port`, 'UnknownPort', `The service "${service.name}" has no TCP port ${ingress.port}.`)];
}

/** What an operator lets people say about an ingress; a configuration snippet would be code in the ingress controller. */
export const defaultAnnotationPrefixes: readonly string[] = [
  'traefik.ingress.kubernetes.io/',
  'nginx.ingress.kubernetes.io/',
  'external-dns.alpha.kubernetes.io/ttl',
];
const forbiddenAnnotation = /snippet|auth-tls-secret|lua|\bserver-alias$/;

function annotationProblems(ingress: UserDeploymentIngress, path: string, prefixes: readonly string[]): SpecProblem[] {
  return Object.keys(ingress.annotations ?? {}).flatMap((name) => {
    const isAllowed = prefixes.some((prefix) => name.startsWith(prefix)) && !forbiddenAnnotation.test(name);
    return isAllowed
      ? []
      : [problem(`${path}.annotations.${name}`, 'InvalidAnnotation', `The annotation "${name}" is not allowed here.`)];
  });
}

function tlsProblems(ingress: UserDeploymentIngress, path: string): SpecProblem[] {
  const { tls } = ingress;
  if (tls === undefined) return [];
  const at = `${path}.tls.secretName`;
  if (tls.mode !== 'secret')
    return tls.secretName === undefined ? [] : [problem(at, 'InvalidTls', 'A secret goes with the mode secret only.')];
  if (tls.secretName === undefined) return [problem(at, 'InvalidTls', 'The mode secret names its secret.')];
  return isHostName(tls.secretName) ? [] : [problem(at, 'InvalidTls', `"${tls.secretName}" is not the name of a secret.`)];
}

function ingressProblemsAt(root: UserDeployment, ingress: UserDeploymentIngress, path: string): SpecProblem[] {
  return [
    ...(ingressName.test(ingress.name)
      ? []
      : [problem(`${path}.name`, 'InvalidIngress', `"${ingress.name}" is not an ingress name.`)]),
    ...(ingress.path === undefined || ingress.path.startsWith('/')
      ? []
      : [problem(`${path}.path`, 'InvalidIngress', 'A path begins with "/".')]),
    ...targetProblems(root, ingress, path),
    ...tlsProblems(ingress, path),
    ...(ingress.className === undefined || ingressName.test(ingress.className)
      ? []
      : [problem(`${path}.className`, 'InvalidIngress', `"${ingress.className}" is not the name of an ingress class.`)]),
  ];
}

/** All problems of the ingresses. The platform's own domain is not judged here, only the labels before it. */
export function ingressProblems(root: UserDeployment, prefixes: readonly string[] = defaultAnnotationPrefixes): SpecProblem[] {
  const ingresses = root.spec?.ingresses ?? [];
  const addresses = hostsOf(root, 'domain.invalid');
  const at = (index: number): string => `ingresses[${index}]`;
  return [
    ...ingresses.flatMap((ingress, index) => [
      ...ingressProblemsAt(root, ingress, at(index)),
      ...annotationProblems(ingress, at(index), prefixes),
    ]),
    ...addresses.flatMap(({ host, field }) =>
      isHostName(host) ? [] : [problem(field, 'InvalidHost', `"${host}" is not a host name.`)],
    ),
    ...twice(
      ingresses.map(({ name }) => name),
      (name, index) => problem(`${at(index)}.name`, 'DuplicateIngress', `The ingress "${name}" is there twice.`),
    ),
    ...twice(
      addresses.map(({ ingress, host }) => `${host}${ingress.path ?? '/'}`),
      (host, index) =>
        problem(addresses[index]?.field ?? 'ingresses', 'DuplicateIngress', `Two ingresses have the address "${host}".`),
    ),
  ];
}

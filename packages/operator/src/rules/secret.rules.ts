/** Rules of the secrets that are synced from a store, and of pull secrets. */
import type { UserDeployment } from '@moorage/kube/crds/user-deployment';
import { problem, type SpecProblem, twice } from './problem.ts';
import { isHostName } from './ingress.rules.ts';

const pathPattern = /^[A-Za-z0-9]([-A-Za-z0-9_./]*[A-Za-z0-9])?$/;
const unitSeconds: Readonly<Record<string, number>> = { h: 3_600, m: 60, s: 1 };
const minRefreshSeconds = 10;

/** Seconds of a duration such as `1h30m`; undefined when the text is none. */
export function parseDuration(text: string): number | undefined {
  if (!/^(\d+[hms])+$/.test(text)) return undefined;
  const parts = [...text.matchAll(/(\d+)([hms])/g)];
  return parts.reduce((sum, [, amount = '0', unit = 's']) => sum + Number(amount) * (unitSeconds[unit] ?? 0), 0);
}

function scopeProblems(root: UserDeployment): SpecProblem[] {
  const services = new Set((root.spec?.services ?? []).map((service) => service.name));
  return (root.spec?.secrets?.scopes ?? []).flatMap(({ scope, path, service }, index) => {
    const at = `secrets.scopes[${index}]`;
    const needsService = scope === 'service' || scope === 'templateService';
    return [
      ...(pathPattern.test(path) && !path.split('/').includes('..')
        ? []
        : [problem(`${at}.path`, 'InvalidSecrets', `"${path}" is not a path in a secret store.`)]),
      ...(needsService && service === undefined
        ? [problem(`${at}.service`, 'InvalidSecrets', `The scope ${scope} names its service.`)]
        : []),
      ...(service === undefined || services.has(service)
        ? []
        : [problem(`${at}.service`, 'UnknownService', `There is no service "${service}".`)]),
    ];
  });
}

function nameProblems(root: UserDeployment): SpecProblem[] {
  return (root.spec?.services ?? []).flatMap((service, index) => {
    const name = service.secrets?.name;
    if (name === undefined || isHostName(name)) return [];
    return [problem(`services[${index}].secrets.name`, 'InvalidSecrets', `"${name}" is not the name of a secret.`)];
  });
}

function mountProblems(root: UserDeployment): SpecProblem[] {
  return (root.spec?.services ?? []).flatMap((service, index) => {
    const path = service.secrets?.mountPath;
    if (path === undefined) return [];
    const at = `services[${index}].secrets.mountPath`;
    if (!path.startsWith('/') || path === '/' || path.split('/').includes('..') || path.includes(':'))
      return [problem(at, 'InvalidSecrets', 'Secrets are mounted at an absolute path below "/".')];
    const isTaken = (service.volumes ?? []).some((volume) => volume.mountPath === path);
    return isTaken ? [problem(at, 'InvalidVolume', `A volume is mounted at "${path}" already.`)] : [];
  });
}

function pullSecretProblems(root: UserDeployment): SpecProblem[] {
  const check = (names: readonly string[] | undefined, at: string): SpecProblem[] => {
    const all = names ?? [];
    return [
      ...all.flatMap((name, index) =>
        isHostName(name) ? [] : [problem(`${at}[${index}]`, 'InvalidPullSecret', `"${name}" is not the name of a secret.`)],
      ),
      ...twice(all, (name, index) =>
        problem(`${at}[${index}]`, 'InvalidPullSecret', `The pull secret "${name}" is there twice.`),
      ),
    ];
  };
  return [
    ...check(root.spec?.imagePullSecrets, 'imagePullSecrets'),
    ...(root.spec?.services ?? []).flatMap((service, index) =>
      check(service.imagePullSecrets, `services[${index}].imagePullSecrets`),
    ),
  ];
}

/** All problems of the secrets of a deployment. */
export function secretProblems(root: UserDeployment): SpecProblem[] {
  const { storeRef, refreshInterval } = root.spec?.secrets ?? {};
  const seconds = refreshInterval === undefined ? minRefreshSeconds : parseDuration(refreshInterval);
  return [
    ...(storeRef === undefined || isHostName(storeRef.name)
      ? []
      : [problem('secrets.storeRef.name', 'InvalidSecrets', `"${storeRef.name}" is not the name of a secret store.`)]),
    ...(seconds !== undefined && seconds >= minRefreshSeconds
      ? []
      : [
          problem(
            'secrets.refreshInterval',
            'InvalidSecrets',
            `"${refreshInterval ?? ''}" is not a duration of at least ${minRefreshSeconds}s.`,
          ),
        ]),
    ...scopeProblems(root),
    ...nameProblems(root),
    ...mountProblems(root),
    ...pullSecretProblems(root),
  ];
}

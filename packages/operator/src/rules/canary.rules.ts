/** Rules of the canary. Whether the cluster can split requests is no question of the specification; see canary-state.plan.ts. */
import type { UserDeployment } from '@moorage/kube/crds/user-deployment';
import { problem, type SpecProblem } from './problem.ts';
import { serviceProblems } from './service.rules.ts';

const maxObjectName = 63;

/** Its routes are called after the ingresses beside which they stand. */
function routeProblems(root: UserDeployment, service: string): SpecProblem[] {
  const ingresses = root.spec?.ingresses ?? [];
  const routes = ingresses.filter((each) => each.service === service).map((each) => `${each.name}-canary`);
  const taken = ingresses.find((each) => routes.includes(each.name));
  if (taken === undefined) return [];
  return [
    problem('canary.service', 'InvalidCanary', `The ingress "${taken.name}" has the name that a route of the canary needs.`),
  ];
}

export function canaryProblems(root: UserDeployment): SpecProblem[] {
  const { canary, services = [] } = root.spec ?? {};
  if (canary === undefined) return [];
  const service = services.find((each) => each.name === canary.service);
  if (service === undefined) return [problem('canary.service', 'UnknownService', `There is no service "${canary.service}".`)];
  const name = `${service.name}-canary`;
  const isTaken = services.some((each) => each.name === name);
  const isLong = `${root.metadata.name}-${name}`.length > maxObjectName;
  const version = { ...service, image: canary.image, ...(canary.env === undefined ? {} : { env: canary.env }) };
  const own = serviceProblems(version, 'canary').filter(({ path }) => /^canary\.(image|env)\b/.test(path));
  return [
    ...(isTaken ? [problem('canary.service', 'InvalidCanary', `The service "${name}" has the name that the canary needs.`)] : []),
    ...(isLong
      ? [problem('canary.service', 'NameTooLong', `"${root.metadata.name}-${name}" is longer than ${maxObjectName} characters.`)]
      : []),
    ...(canary.weight >= 0 && canary.weight < 100
      ? []
      : [problem('canary.weight', 'InvalidCanary', 'The weight is a number from 0 to 99.')]),
    ...routeProblems(root, service.name),
    ...own,
  ];
}

/** Everything that the console changes. Each action puts what the server answered into the cache; the event stream tells the rest. */
import type {
  CanaryStart,
  CustomDomain,
  CustomDomainClaim,
  DeploymentConfigUpdate,
  DeploymentCreate,
  Template,
  TemplateCreate,
} from '@moorage/sdk/types';
import type { QueryClient } from '@tanstack/react-query';
import { client, dataOf } from './client.ts';
import { applyDeployment } from './live-cache.ts';
import { keys } from './queries.ts';

export async function createDeployment(queries: QueryClient, body: DeploymentCreate, idempotencyKey: string) {
  const deployment = await dataOf(client.deployments.create({ body }, { idempotencyKey }));
  applyDeployment(queries, deployment);
  return deployment;
}

export async function restartDeployment(queries: QueryClient, name: string, service?: string) {
  const body = service === undefined ? { name } : { name, service };
  const deployment = await dataOf(client.deployments.restart({ body }));
  applyDeployment(queries, deployment);
  return deployment;
}

export async function deleteDeployment(queries: QueryClient, name: string) {
  const deployment = await dataOf(client.deployments.delete({ body: { name } }));
  applyDeployment(queries, deployment);
  return deployment;
}

/** Makes a new release that equals an old one. */
export async function rollbackDeployment(queries: QueryClient, name: string, release: number, reason: string) {
  const body = { name, release, ...(reason === '' ? {} : { reason }) };
  const deployment = await dataOf(client.deployments.rollback({ body }));
  applyDeployment(queries, deployment);
  await queries.invalidateQueries({ queryKey: ['deployment-part', name] });
  return deployment;
}

/** 0 stops the service and keeps everything else. */
export async function scaleService(queries: QueryClient, name: string, service: string, replicas: number) {
  const deployment = await dataOf(client.deployments.scale({ body: { name, service, replicas } }));
  applyDeployment(queries, deployment);
  await queries.invalidateQueries({ queryKey: ['deployment-part', name] });
  return deployment;
}

/** Refused with `precondition_failed` when the configuration is no longer of `generation`. */
export async function updateDeployment(queries: QueryClient, body: DeploymentConfigUpdate, generation: number | undefined) {
  const options = generation === undefined ? {} : { ifMatch: generation };
  const config = await dataOf(client.deployments.updateConfig({ body }, options));
  queries.setQueryData(keys.deploymentPart(body.name, 'config'), config);
  await Promise.all([
    queries.invalidateQueries({ queryKey: keys.deployment(body.name) }),
    queries.invalidateQueries({ queryKey: keys.deploymentPart(body.name, 'manifest') }),
  ]);
  return config;
}

async function applyCanary(queries: QueryClient, answer: ReturnType<typeof client.deployments.weighCanary>) {
  const deployment = await dataOf(answer);
  applyDeployment(queries, deployment);
  return deployment;
}

/** Another version of one service beside it; refused with the reason where requests cannot be split. */
export function startCanary(queries: QueryClient, body: CanaryStart) {
  return applyCanary(queries, client.deployments.startCanary({ body }));
}

/** Gives the canary this many of a hundred requests; steps that were planned are dropped. */
export function weighCanary(queries: QueryClient, name: string, weight: number) {
  return applyCanary(queries, client.deployments.weighCanary({ body: { name, weight } }));
}

export function promoteCanary(queries: QueryClient, name: string) {
  return applyCanary(queries, client.deployments.promoteCanary({ body: { name } }));
}

export function abortCanary(queries: QueryClient, name: string) {
  return applyCanary(queries, client.deployments.abortCanary({ body: { name } }));
}

export async function switchTeam(queries: QueryClient, teamId: string) {
  const me = await dataOf(client.session.switchTeam({ body: { teamId } }));
  queries.setQueryData(keys.me, me);
  return me;
}

export async function deleteTemplate(queries: QueryClient, name: string) {
  await dataOf(client.templates.delete({ params: { name } }));
  queries.removeQueries({ queryKey: [...keys.templates, name] });
  await queries.invalidateQueries({ queryKey: keys.templates, exact: true });
}

function keepTemplate(queries: QueryClient, template: Template): void {
  queries.setQueryData([...keys.templates, template.name], template);
  void queries.invalidateQueries({ queryKey: keys.templates });
}

export async function createTemplate(queries: QueryClient, body: TemplateCreate, idempotencyKey: string) {
  const template = await dataOf(client.templates.create({ body }, { idempotencyKey }));
  keepTemplate(queries, template);
  return template;
}

/** Refused with `precondition_failed` when the template is no longer of `version`. */
export async function updateTemplate(queries: QueryClient, body: TemplateCreate, version: number) {
  const template = await dataOf(client.templates.update({ params: { name: body.name }, body }, { ifMatch: version }));
  keepTemplate(queries, template);
  return template;
}

/** A draft of a template; nothing is saved. */
export function importCompose(compose: string) {
  return dataOf(client.templates.importCompose({ body: { compose } }));
}

/** A draft that a model wrote; `unavailable` where none is configured. */
export function generateTemplate(prompt: string, orgId: string) {
  return dataOf(client.templates.generate({ body: { prompt, orgId } }));
}

export async function addDomain(queries: QueryClient, claim: CustomDomainClaim) {
  const domain = await dataOf(client.customDomains.add({ body: claim }));
  await queries.invalidateQueries({ queryKey: keys.deploymentPart(claim.name, 'domains') });
  return domain;
}

/** Looks at the DNS records now, whenever the next look was due. */
export async function verifyDomain(queries: QueryClient, name: string, id: string) {
  const domain = await dataOf(client.customDomains.verify({ body: { name, id } }));
  queries.setQueryData<readonly CustomDomain[]>(keys.deploymentPart(name, 'domains'), (domains) =>
    domains?.map((each) => (each.id === id ? domain : each)),
  );
  return domain;
}

export async function removeDomain(queries: QueryClient, name: string, id: string) {
  await dataOf(client.customDomains.remove({ query: { name, id } }));
  await queries.invalidateQueries({ queryKey: keys.deploymentPart(name, 'domains') });
}

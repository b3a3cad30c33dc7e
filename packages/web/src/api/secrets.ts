/** Secrets: what is known of them, and the ways to change them. A value goes in here and never comes back. */
import type { OrgSecret, Secret } from '@moorage/sdk/types';
import { type QueryClient, queryOptions } from '@tanstack/react-query';
import { deploymentNameOf, inPlace, type SecretPlace } from '../lib/secrets.ts';
import { client, dataOf } from './client.ts';
import { inOrg } from './in-org.ts';
import { keys } from './queries.ts';

const secretKeys = { all: ['secrets'] } as const;

function ofOrg(secret: OrgSecret): Secret {
  return { ...secret, scope: 'organization', deploymentName: '', serviceName: '', canWrite: true };
}

function optionsOf(place: SecretPlace) {
  return place.kind === 'deployment' ? {} : inOrg(place.orgId);
}

async function listOf(place: SecretPlace, signal: AbortSignal): Promise<readonly Secret[]> {
  if (place.kind === 'organization') {
    const secrets = await dataOf(client.orgSecrets.list({ query: { org_id: place.orgId } }, { signal }));
    return secrets.map(ofOrg);
  }
  const deployment = deploymentNameOf(place);
  const query = deployment === '' ? {} : { deployment };
  const secrets = await dataOf(client.secrets.list({ query }, { signal, ...optionsOf(place) }));
  return secrets.filter((secret) => inPlace(place, secret));
}

export function secretsQuery(place: SecretPlace) {
  const where = place.kind === 'deployment' ? '' : place.orgId;
  return queryOptions({
    queryKey: [...secretKeys.all, place.kind, where, deploymentNameOf(place)],
    queryFn: ({ signal }) => listOf(place, signal),
  });
}

export function secretVersionsQuery(id: string) {
  return queryOptions({
    queryKey: [...secretKeys.all, 'versions', id],
    queryFn: ({ signal }) => dataOf(client.secrets.versions({ params: { id } }, { signal })),
  });
}

export function secretUsesQuery(id: string) {
  return queryOptions({
    queryKey: [...secretKeys.all, 'uses', id],
    queryFn: ({ signal }) => dataOf(client.secrets.usage({ params: { id } }, { signal })),
  });
}

/** While a change is on its way to the pods, how often is looked whether it is there. */
const onItsWayMs = 1_500;

export function effectiveSecretsQuery(name: string) {
  return queryOptions({
    queryKey: keys.deploymentPart(name, 'effective-secrets'),
    queryFn: ({ signal }) => dataOf(client.secrets.effective({ query: { deployment: name } }, { signal })),
    refetchInterval: (query) => (query.state.data?.some(({ rollOut }) => rollOut === 'waiting') === true ? onItsWayMs : false),
  });
}

/** Whatever shows secrets: the lists, and what deployments receive. */
async function thenAsk<T>(queries: QueryClient, answer: Promise<T>): Promise<T> {
  const data = await answer;
  await Promise.all([
    queries.invalidateQueries({ queryKey: secretKeys.all }),
    queries.invalidateQueries({ queryKey: ['deployment-part'] }),
  ]);
  return data;
}

export interface NewSecret {
  readonly key: string;
  readonly value: string;
  readonly description: string;
  readonly serviceName: string;
}

export function createSecret(queries: QueryClient, place: SecretPlace, { serviceName, ...secret }: NewSecret) {
  if (place.kind === 'organization') {
    return thenAsk(queries, dataOf(client.orgSecrets.create({ body: { ...secret, orgId: place.orgId } })));
  }
  const body = { ...secret, deploymentName: deploymentNameOf(place), serviceName };
  return thenAsk(queries, dataOf(client.secrets.create({ body }, optionsOf(place))));
}

export interface SecretChange {
  readonly value?: string;
  readonly description?: string;
}

export function updateSecret(queries: QueryClient, { id, scope }: Secret, body: SecretChange) {
  const target = { params: { id }, body };
  const answer =
    scope === 'organization' ? dataOf(client.orgSecrets.update(target)).then(ofOrg) : dataOf(client.secrets.update(target));
  return thenAsk(queries, answer);
}

export function deleteSecret(queries: QueryClient, { id, scope }: Secret) {
  const target = { params: { id } };
  const answer = scope === 'organization' ? dataOf(client.orgSecrets.delete(target)) : dataOf(client.secrets.delete(target));
  return thenAsk(queries, answer);
}

export function restoreSecret(queries: QueryClient, id: string, version: number) {
  return thenAsk(queries, dataOf(client.secrets.restore({ params: { id }, body: { version } })));
}

export interface ImportRequest {
  readonly text: string;
  readonly serviceName: string;
}

function sendImport(place: SecretPlace, { text, serviceName }: ImportRequest, dryRun: boolean) {
  const body = { text, replace: true, dryRun };
  if (place.kind === 'organization') return dataOf(client.orgSecrets.import({ body: { ...body, orgId: place.orgId } }));
  const named = { deploymentName: deploymentNameOf(place), serviceName };
  return dataOf(client.secrets.import({ body: { ...body, ...named } }, optionsOf(place)));
}

/** What an import would do; nothing is changed. Lines that are wrong come as the issues of its failure. */
export function previewImport(place: SecretPlace, request: ImportRequest) {
  return sendImport(place, request, true);
}

export function importSecrets(queries: QueryClient, place: SecretPlace, request: ImportRequest) {
  return thenAsk(queries, sendImport(place, request, false));
}

/** E-mail domains that an organization has proved to be its own. */
import type { EmailDomain } from '@moorage/sdk/types';
import { type QueryClient, queryOptions } from '@tanstack/react-query';
import { client, dataOf } from './client.ts';

function listKey(orgId: string): readonly string[] {
  return ['org', orgId, 'email-domains'];
}

export function emailDomainsQuery(orgId: string) {
  return queryOptions({
    queryKey: listKey(orgId),
    queryFn: ({ signal }) => dataOf(client.emailDomains.list({ params: { orgId } }, { signal })),
  });
}

export async function claimEmailDomain(queries: QueryClient, orgId: string, domain: string) {
  const claim = await dataOf(client.emailDomains.create({ params: { orgId }, body: { domain } }));
  await queries.invalidateQueries({ queryKey: listKey(orgId) });
  return claim;
}

/** Looks for the record now; refused with what was found in its place. */
export async function verifyEmailDomain(queries: QueryClient, orgId: string, id: string) {
  const verified = await dataOf(client.emailDomains.verify({ params: { orgId, id } }));
  queries.setQueryData<readonly EmailDomain[]>(listKey(orgId), (domains) =>
    domains?.map((each) => (each.id === id ? verified : each)),
  );
  return verified;
}

export async function removeEmailDomain(queries: QueryClient, orgId: string, id: string) {
  await dataOf(client.emailDomains.delete({ params: { orgId, id } }));
  await queries.invalidateQueries({ queryKey: listKey(orgId) });
}

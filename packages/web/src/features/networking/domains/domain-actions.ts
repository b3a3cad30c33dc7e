/** What is done to domains, as it is done by API and described to Terraform. */
import type { V1Domain, V1DomainCreate } from '@moorage/sdk/types';
import { type ApiAction, ofOrg } from '../../../lib/snippets.ts';
import type { TerraformBlock } from '../../../lib/terraform.ts';

function domainResource({ domain_name, credential_id, zone_id }: V1DomainCreate, importId?: string): TerraformBlock {
  const zone = zone_id === null || zone_id === '' ? undefined : zone_id;
  return { type: 'moorage_domain', name: domain_name, attributes: { domain_name, credential_id, zone_id: zone }, importId };
}

export function createDomainAction(orgId: string, body: V1DomainCreate): ApiAction {
  const { domain_name: name, credential_id: credential, zone_id: zone } = body;
  const cli = [
    'dns',
    'create',
    name,
    '--credential',
    credential,
    ...(zone === undefined || zone === null ? [] : ['--zone', zone]),
  ];
  return ofOrg(orgId, {
    ...{ method: 'POST', path: '/api/v1/dns/domains', body, cli, call: 'dnsDomains.create', callArgs: { body } },
    terraform: [domainResource(body)],
  });
}

/** One that exists; Terraform takes it over. */
export function domainAction(domain: V1Domain): ApiAction {
  const { id, organization_id: orgId } = domain;
  return ofOrg(orgId, {
    ...{ method: 'GET', path: `/api/v1/dns/domains/${id}`, call: 'dnsDomains.get', callArgs: { params: { id } } },
    cli: ['dns', 'domains', '--search', domain.domain_name],
    terraform: [domainResource(domain, id)],
  });
}

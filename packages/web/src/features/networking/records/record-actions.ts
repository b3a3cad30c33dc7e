/** What is done to records, as it is done by API and described to Terraform. */
import type { V1Domain, V1RecordSet, V1RecordSetCreate } from '@moorage/sdk/types';
import { type ApiAction, ofOrg } from '../../../lib/snippets.ts';
import type { TerraformBlock } from '../../../lib/terraform.ts';

type Wanted = Pick<V1RecordSetCreate, 'name' | 'ttl' | 'values' | 'alias'> & { readonly type: string };

function recordResource(domain: V1Domain, record: Wanted, importId?: string): TerraformBlock {
  const { name, type, ttl, values, alias } = record;
  const isAlias = alias !== undefined && alias !== null;
  const attributes = {
    ...{ domain_id: domain.id, name, type, ttl: ttl ?? undefined },
    values: isAlias ? undefined : (values ?? []),
    alias: isAlias
      ? { name: alias.name, zone_id: alias.zone_id, evaluate_target_health: alias.evaluate_target_health ?? false }
      : undefined,
  };
  const place = name === '@' ? domain.domain_name : `${name}_${domain.domain_name}`;
  return { type: 'moorage_record_set', name: `${place}_${type}`, attributes, importId };
}

function setCommand({ domain_name: domain }: V1Domain, { name, type, ttl, values, alias }: Wanted): string[] {
  if (alias !== undefined && alias !== null) return ['dns', 'set', domain, name, type, alias.name, '--alias-zone', alias.zone_id];
  const flags = ttl === undefined || ttl === null ? [] : ['--ttl', String(ttl)];
  return ['dns', 'set', domain, name, type, ...(values ?? []), ...flags];
}

export function createRecordAction(domain: V1Domain, body: V1RecordSetCreate): ApiAction {
  const params = { domain_id: domain.id };
  return ofOrg(domain.organization_id, {
    ...{ method: 'POST', path: `/api/v1/dns/domains/${domain.id}/records`, body, cli: setCommand(domain, body) },
    ...{ call: 'dnsRecords.create', callArgs: { params, body } },
    terraform: [recordResource(domain, body)],
  });
}

export function createRecordsAction(domain: V1Domain, records: readonly V1RecordSetCreate[]): ApiAction {
  const body = { records };
  return ofOrg(domain.organization_id, {
    ...{ method: 'POST', path: `/api/v1/dns/domains/${domain.id}/records/bulk`, body },
    cli: ['dns', 'import', domain.domain_name, '--file', 'records.yaml'],
    ...{ call: 'dnsRecords.createMany', callArgs: { params: { domain_id: domain.id }, body } },
    terraform: records.map((record) => recordResource(domain, record)),
  });
}

/** One that exists; Terraform takes it over. */
export function recordAction(domain: V1Domain, record: V1RecordSet): ApiAction {
  const { id, name, type } = record;
  return ofOrg(domain.organization_id, {
    ...{ method: 'GET', path: `/api/v1/dns/records/${id}`, call: 'dnsRecords.get', callArgs: { params: { id } } },
    cli: ['dns', 'records', domain.domain_name, '--name', name, '--type', type],
    terraform: [recordResource(domain, record, id)],
  });
}

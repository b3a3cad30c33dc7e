/** What is done to servers, as it is done by API and described to Terraform. */
import type { V1Server, V1ServerCreate } from '@moorage/sdk/types';
import type { ServersSearch } from '../../../lib/infrastructure-search.ts';
import { nameOfServer } from '../../../lib/server.ts';
import { type ApiAction, ofOrg } from '../../../lib/snippets.ts';
import type { TerraformBlock } from '../../../lib/terraform.ts';

function serverResource(server: V1ServerCreate, importId?: string): TerraformBlock {
  const { hostname, public_ip_address, private_ip_address, ssh_user, ssh_key_id, role } = server;
  const name = hostname === undefined || hostname === null || hostname === '' ? private_ip_address : hostname;
  const attributes = {
    hostname: hostname ?? '',
    private_ip_address,
    public_ip_address: public_ip_address ?? undefined,
    ...{ ssh_user, ssh_key_id, role },
  };
  return { type: 'moorage_server', name, attributes, importId };
}

export function createServerAction(orgId: string, body: V1ServerCreate): ApiAction {
  const { hostname, public_ip_address: publicIp, private_ip_address: privateIp, ssh_user: user, ssh_key_id: key, role } = body;
  const cli = [
    ...['servers', 'create', ...(hostname === undefined || hostname === null ? [] : [hostname])],
    ...['--private-ip', privateIp, ...(publicIp === undefined || publicIp === null ? [] : ['--public-ip', publicIp])],
    ...['--user', user, '--key', key, '--role', role],
  ];
  return ofOrg(orgId, {
    ...{ method: 'POST', path: '/api/v1/servers', body, cli, call: 'servers.create', callArgs: { body } },
    terraform: [serverResource(body)],
  });
}

export function createServersAction(orgId: string, servers: readonly V1ServerCreate[]): ApiAction {
  const body = { servers };
  return ofOrg(orgId, {
    ...{ method: 'POST', path: '/api/v1/servers/bulk', body, call: 'servers.createMany', callArgs: { body } },
    cli: ['servers', 'create', '--file', 'servers.yaml'],
    terraform: servers.map((server) => serverResource(server)),
  });
}

/** One that exists; Terraform takes it over. */
export function serverAction(server: V1Server): ApiAction {
  const { id, organization_id: orgId } = server;
  return ofOrg(orgId, {
    ...{ method: 'GET', path: `/api/v1/servers/${id}`, cli: ['servers', 'show', nameOfServer(server)] },
    ...{ call: 'servers.get', callArgs: { params: { id } } },
    terraform: [serverResource(server, id)],
  });
}

/** The list, as it is filtered. */
export function serversAction(orgId: string, { role, status, search }: ServersSearch): ApiAction {
  const query = {
    ...(role === undefined ? {} : { role }),
    ...(status === undefined ? {} : { status }),
    ...(search === undefined ? {} : { q: search }),
  };
  const text = new URLSearchParams(query).toString();
  const flags = [['--role', role] as const, ['--status', status] as const, ['--search', search] as const];
  const cli = ['servers', 'list', ...flags.flatMap(([flag, value]) => (value === undefined ? [] : [flag, value]))];
  return ofOrg(orgId, {
    ...{ method: 'GET', path: `/api/v1/servers${text === '' ? '' : `?${text}`}`, cli, call: 'servers.list', callArgs: { query } },
    terraform: [{ block: 'data', type: 'moorage_servers', name: role ?? status ?? 'all', attributes: { role, status, search } }],
  });
}

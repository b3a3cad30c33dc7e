/** What is done to load balancers, as it is done by API and described to Terraform. */
import type { V1LoadBalancer, V1LoadBalancerCreate } from '@moorage/sdk/types';
import { type ApiAction, ofOrg } from '../../../lib/snippets.ts';
import type { TerraformBlock } from '../../../lib/terraform.ts';

function balancerResource(balancer: V1LoadBalancerCreate, importId?: string): TerraformBlock {
  const { name, kind, public_ip_address: publicIp, private_ip_address: privateIp } = balancer;
  const said = (address: string | null | undefined): string | undefined =>
    address === null || address === '' ? undefined : address;
  const attributes = { name, kind, public_ip_address: said(publicIp), private_ip_address: said(privateIp) };
  return { type: 'moorage_load_balancer', name, attributes, importId };
}

export function createBalancerAction(orgId: string, body: V1LoadBalancerCreate): ApiAction {
  const { name, kind, public_ip_address: publicIp, private_ip_address: privateIp } = body;
  const cli = [
    ...['load-balancers', 'create', name, '--kind', kind],
    ...(publicIp === undefined || publicIp === null ? [] : ['--public-ip', publicIp]),
    ...(privateIp === undefined || privateIp === null ? [] : ['--private-ip', privateIp]),
  ];
  return ofOrg(orgId, {
    ...{ method: 'POST', path: '/api/v1/load-balancers', body, cli, call: 'loadBalancers.create', callArgs: { body } },
    terraform: [balancerResource(body)],
  });
}

export function createBalancersAction(orgId: string, load_balancers: readonly V1LoadBalancerCreate[]): ApiAction {
  const body = { load_balancers };
  return ofOrg(orgId, {
    ...{ method: 'POST', path: '/api/v1/load-balancers/bulk', body, call: 'loadBalancers.createMany', callArgs: { body } },
    cli: ['load-balancers', 'create', '--file', 'load-balancers.yaml'],
    terraform: load_balancers.map((one) => balancerResource(one)),
  });
}

/** One that exists; Terraform takes it over. */
export function balancerAction(balancer: V1LoadBalancer): ApiAction {
  const { id, organization_id: orgId, name } = balancer;
  return ofOrg(orgId, {
    ...{ method: 'GET', path: `/api/v1/load-balancers/${id}`, cli: ['load-balancers', 'show', name] },
    ...{ call: 'loadBalancers.get', callArgs: { params: { id } } },
    terraform: [balancerResource(balancer, id)],
  });
}

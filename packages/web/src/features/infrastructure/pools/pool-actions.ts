/** What is done to node pools, as it is done by API and described to Terraform. */
import type { V1NodePool, V1NodePoolCreate } from '@moorage/sdk/types';
import { attachmentKinds } from '../../../lib/node-pool.ts';
import { type ApiAction, ofOrg } from '../../../lib/snippets.ts';
import { hclNames, referenceTo, type TerraformBlock } from '../../../lib/terraform.ts';

const type = 'moorage_node_pool';
const idsOf = { servers: 'server_ids', labels: 'label_ids', annotations: 'annotation_ids', taints: 'taint_ids' } as const;

export function createPoolAction(orgId: string, body: V1NodePoolCreate): ApiAction {
  const { name, role } = body;
  const cli = ['pools', 'create', name, '--role', role];
  return ofOrg(orgId, {
    ...{ method: 'POST', path: '/api/v1/node-pools', body, cli, call: 'nodePools.create', callArgs: { body } },
    terraform: [{ type, name, attributes: { name, role } }],
  });
}

/** The pool and what is attached to it, each of which is a resource of its own. */
function resourcesOf(pool: V1NodePool, called = pool.name): TerraformBlock[] {
  const { id, name, role } = pool;
  const attached = attachmentKinds.flatMap((kind): TerraformBlock[] => {
    const ids = pool[kind].map((item) => item.id);
    if (ids.length === 0) return [];
    const attributes = { node_pool_id: referenceTo(type, called), [idsOf[kind]]: ids };
    return [{ type: `${type}_${kind}`, name: called, attributes, importId: id }];
  });
  return [{ type, name: called, attributes: { name, role }, importId: id }, ...attached];
}

/** One that exists; Terraform takes it over. */
export function poolAction(pool: V1NodePool): ApiAction {
  const { id, name, organization_id: orgId } = pool;
  return ofOrg(orgId, {
    ...{ method: 'GET', path: `/api/v1/node-pools/${id}`, cli: ['pools', 'show', name], call: 'nodePools.get' },
    ...{ callArgs: { params: { id } }, terraform: resourcesOf(pool) },
  });
}

/** The list; those that the page shows are taken over by Terraform. */
export function poolsAction(orgId: string, pools: readonly V1NodePool[]): ApiAction {
  // Pools may be called alike, and each is referred to.
  const names = hclNames(pools.map(({ name }) => name));
  return ofOrg(orgId, {
    ...{ method: 'GET', path: '/api/v1/node-pools', cli: ['pools', 'list'], call: 'nodePools.list' },
    terraform: pools.length === 0 ? undefined : pools.flatMap((pool, at) => resourcesOf(pool, names[at])),
  });
}

/** Which kinds of others a cluster has. */
import type { KubeClient } from '@moorage/kube/client/types';
import type { KubeObject, Resource } from '@moorage/kube/objects';
import { resources } from '@moorage/kube/resources';

interface DefinitionStatus {
  readonly conditions?: readonly { readonly type: string; readonly status: string }[];
}

export async function servesKind(client: KubeClient, { plural, group }: Resource): Promise<boolean> {
  const key = { name: `${plural}.${group}` };
  const definition = await client.get<KubeObject<unknown, DefinitionStatus>>(resources.customResourceDefinition, key);
  return definition?.status?.conditions?.some(({ type, status }) => type === 'Established' && status === 'True') === true;
}

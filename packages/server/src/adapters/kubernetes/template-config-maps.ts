/** Copies of templates as ConfigMaps: one each in a namespace of the platform, found by their labels. */
import { isAppError } from '@moorage/core/errors';
import type { KubeClient } from '@moorage/kube/client/types';
import type { KubeObject } from '@moorage/kube/objects';
import { resources } from '@moorage/kube/resources';
import { createInformer, type Informer, type InformerDeps } from '@moorage/kube/runtime/informer';
import type { SeenCopy, TemplateCopies, TemplateCopyWatch, WantedCopy } from '../../domains/templates/template.ports.ts';
import { fieldManager } from './user-deployments.ts';

export const templateNamespace = 'moorage-system';
const idLabel = 'moorage.dev/template-id';
const versionAnnotation = 'moorage.dev/template-version';
/** What is ours, whether or not it says of which template it is. */
const ours = { 'app.kubernetes.io/managed-by': fieldManager, 'app.kubernetes.io/component': 'template' };
const selector = Object.entries(ours)
  .map(([label, value]) => `${label}=${value}`)
  .join(',');

interface ConfigMap extends KubeObject {
  readonly data: Record<string, string>;
}

function nameOf(templateId: string): string {
  return `template-${templateId}`;
}

function manifest(copy: WantedCopy): ConfigMap {
  return {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: {
      namespace: templateNamespace,
      name: nameOf(copy.templateId),
      labels: {
        ...ours,
        [idLabel]: copy.templateId,
        'moorage.dev/template': copy.name,
        'moorage.dev/visibility': copy.visibility,
        'moorage.dev/enabled': String(copy.enabled),
        ...(copy.orgId === undefined ? {} : { 'moorage.dev/org-id': copy.orgId }),
      },
      annotations: { [versionAnnotation]: String(copy.version) },
    },
    data: { ...copy.files },
  };
}

/** The label counts only where it fits the name: both are needed to find the object again. */
function seenOf(object: KubeObject): SeenCopy {
  const { name, labels } = object.metadata;
  const id = labels?.[idLabel];
  return { name, templateId: id !== undefined && nameOf(id) === name ? id : undefined };
}

async function apply(client: KubeClient, copy: WantedCopy): Promise<void> {
  const options = { fieldManager, force: true };
  try {
    await client.apply(resources.configMap, manifest(copy), options);
  } catch (error) {
    if (!isAppError(error, 'not_found')) throw error;
    const namespace = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: templateNamespace } };
    await client.apply(resources.namespace, namespace, options);
    await client.apply(resources.configMap, manifest(copy), options);
  }
}

export function createTemplateConfigMaps(client: KubeClient): TemplateCopies {
  const removeByName = async (name: string): Promise<void> => {
    await client.remove(resources.configMap, { namespace: templateNamespace, name });
  };
  return {
    apply: (copy) => apply(client, copy),
    remove: (templateId) => removeByName(nameOf(templateId)),
    removeStray: removeByName,
    async list() {
      const scope = { namespace: templateNamespace, labelSelector: selector, metadataOnly: true };
      const { items } = await client.list(resources.configMap, scope);
      return items.map(seenOf);
    },
  };
}

/** Metadata is enough: whatever is changed of an object changes its version. */
export function createTemplateInformer(deps: InformerDeps): Informer {
  const scope = { namespace: templateNamespace, labelSelector: selector };
  return createInformer(deps, { resource: resources.configMap, ...scope, metadataOnly: true });
}

export function createTemplateWatch(informer: Informer): TemplateCopyWatch {
  return {
    onChange: (listener) =>
      informer.onChange(({ object, previous }) => {
        const { templateId } = seenOf(object);
        const before = previous === undefined ? undefined : seenOf(previous).templateId;
        for (const id of new Set([templateId, before])) if (id !== undefined) listener(id);
      }),
  };
}

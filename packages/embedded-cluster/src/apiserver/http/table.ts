/** Objects as `kubectl get` shows them: rows and columns, or metadata alone. */
import type { KubeObject } from '@moorage/kube/objects';
import type { JsonObject } from '../json.ts';
import type { Kind } from '../kinds/kind.ts';

export interface ListMeta {
  readonly resourceVersion: string;
  readonly continue?: string;
  readonly remainingItemCount?: number;
}

export type IncludeObject = 'None' | 'Metadata' | 'Object';

export function toMetadata(object: KubeObject): JsonObject {
  return { kind: 'PartialObjectMetadata', apiVersion: 'meta.k8s.io/v1', metadata: object.metadata };
}

export function toMetadataList(objects: readonly KubeObject[], metadata: ListMeta): JsonObject {
  return { kind: 'PartialObjectMetadataList', apiVersion: 'meta.k8s.io/v1', metadata, items: objects.map(toMetadata) };
}

export function parseIncludeObject(text: string | null): IncludeObject {
  return text === 'None' || text === 'Object' ? text : 'Metadata';
}

function rowObject(object: KubeObject, include: IncludeObject): JsonObject {
  if (include === 'None') return {};
  return { object: include === 'Object' ? object : toMetadata(object) };
}

export interface TableRequest {
  readonly kind: Kind;
  readonly include: IncludeObject;
  readonly now: Date;
}

/** A Table of the objects with the columns of their kind. */
export function toTable(objects: readonly KubeObject[], metadata: ListMeta, { kind, include, now }: TableRequest): JsonObject {
  return {
    kind: 'Table',
    apiVersion: 'meta.k8s.io/v1',
    metadata,
    columnDefinitions: kind.columns.map(({ name, type, format = '', description = name, priority = 0 }) => ({
      name,
      type,
      format,
      description,
      priority,
    })),
    rows: objects.map((object) => ({
      cells: kind.columns.map((item) => item.cell(object, now) ?? null),
      ...rowObject(object, include),
    })),
  };
}

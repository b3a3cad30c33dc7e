/** The schema of `metadata`, shared by all kinds. */
import { boolean, keyed, list, long, map, named, openObject, set, string, time, type Schema } from '../schema/schema.ts';

const ownerReference = named(
  'io.k8s.apimachinery.pkg.apis.meta.v1.OwnerReference',
  {
    'apiVersion!': string({ description: 'API version of the owner.' }),
    'kind!': string({ description: 'Kind of the owner.' }),
    'name!': string({ description: 'Name of the owner.' }),
    'uid!': string({ description: 'UID of the owner.' }),
    controller: boolean({ description: 'True for the one owner that manages the object.' }),
    blockOwnerDeletion: boolean({ description: 'Whether a foreground deletion of the owner waits for this object.' }),
  },
  { 'x-kubernetes-map-type': 'atomic' },
);

const managedFieldsEntry = named('io.k8s.apimachinery.pkg.apis.meta.v1.ManagedFieldsEntry', {
  manager: string(),
  operation: string(),
  apiVersion: string(),
  time: time(),
  fieldsType: string(),
  fieldsV1: openObject(),
  subresource: string(),
});

export const metadataSchema: Schema = named(
  'io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta',
  {
    name: string({ description: 'Name, unique among objects of the kind in the namespace; cannot change.' }),
    generateName: string({ description: 'Prefix from which the server makes a unique name when `name` is absent.' }),
    namespace: string({ description: 'Namespace of the object; absent for cluster-wide kinds.' }),
    uid: string({ description: 'Identity of this object in time and space; set by the server.' }),
    resourceVersion: string({ description: 'Revision of the last change; opaque, used for concurrency and watches.' }),
    generation: long({ description: 'Counts the changes of the desired state.' }),
    creationTimestamp: time({ description: 'When the object was created.' }),
    deletionTimestamp: time({ description: 'When the object will be or was asked to go away.' }),
    deletionGracePeriodSeconds: long({ description: 'Seconds granted to end gracefully.' }),
    labels: map(string(), { description: 'Key-value pairs to select objects by.' }),
    annotations: map(string(), { description: 'Key-value pairs that carry arbitrary data.' }),
    finalizers: set(string(), { description: 'Each must be removed by its owner before the object goes away.' }),
    ownerReferences: keyed(['uid'], ownerReference, { description: 'Objects without which this one is garbage.' }),
    managedFields: list(managedFieldsEntry, { description: 'Who manages which fields.' }),
    selfLink: string(),
  },
  { description: 'Metadata that every object has.' },
);

/** The kinds of volumes a pod may have, and the specification of a claim. */
import {
  anything,
  as,
  boolean,
  integer,
  list,
  long,
  map,
  named,
  object,
  openObject,
  quantity,
  string,
  type Schema,
} from '../schema/schema.ts';
import { metadataSchema } from './metadata.ts';

const atomic = { 'x-kubernetes-map-type': 'atomic' } as const;
const items = list(object({ 'key!': string(), 'path!': string(), mode: integer() }));
const fieldRef = object({ apiVersion: string({ default: 'v1' }), 'fieldPath!': string() }, atomic);
const resourceFieldRef = object({ containerName: string(), divisor: quantity(), 'resource!': string() }, atomic);
const downwardItems = list(object({ 'path!': string(), fieldRef, resourceFieldRef, mode: integer() }));
const typedReference = object({ apiGroup: string(), 'kind!': string(), 'name!': string(), namespace: string() }, atomic);

const selector = object(
  {
    matchLabels: map(string()),
    matchExpressions: list(object({ 'key!': string(), 'operator!': string(), values: list(string()) })),
  },
  atomic,
);

export const claimSpec: Schema = named('io.k8s.api.core.v1.PersistentVolumeClaimSpec', {
  accessModes: list(string(), { description: 'Such as ReadWriteOnce.' }),
  resources: object({ requests: map(quantity()), limits: map(quantity()) }, { description: 'How much storage is wanted.' }),
  storageClassName: string({ description: 'Class that provides the volume.' }),
  volumeMode: string({ default: 'Filesystem' }),
  volumeName: string({ description: 'Volume that is bound to the claim.' }),
  volumeAttributesClassName: string(),
  selector,
  dataSource: typedReference,
  dataSourceRef: typedReference,
});

export const volumeFields: Readonly<Record<string, Schema>> = {
  'name!': string({ description: 'Name by which containers mount it.' }),
  emptyDir: object({ medium: string(), sizeLimit: quantity() }, { description: 'A directory that lives as long as the pod.' }),
  hostPath: object({ 'path!': string(), type: string({ default: '' }) }),
  configMap: object({ name: string({ default: '' }), items, defaultMode: integer({ default: 420 }), optional: boolean() }),
  secret: object({ secretName: string(), items, defaultMode: integer({ default: 420 }), optional: boolean() }),
  persistentVolumeClaim: object({ 'claimName!': string(), readOnly: boolean() }),
  downwardAPI: object({ items: downwardItems, defaultMode: integer({ default: 420 }) }),
  projected: object({
    defaultMode: integer({ default: 420 }),
    sources: list(
      object({
        configMap: object({ name: string({ default: '' }), items, optional: boolean() }),
        secret: object({ name: string({ default: '' }), items, optional: boolean() }),
        downwardAPI: object({ items: downwardItems }),
        serviceAccountToken: object({ audience: string(), expirationSeconds: long({ default: 3_600 }), 'path!': string() }),
        clusterTrustBundle: openObject(),
      }),
    ),
  }),
  ephemeral: object({ volumeClaimTemplate: object({ metadata: as(metadataSchema, {}), 'spec!': claimSpec }) }),
  csi: openObject(),
  nfs: object({ 'server!': string(), 'path!': string(), readOnly: boolean() }),
  image: object({ reference: string(), pullPolicy: string() }),
  awsElasticBlockStore: anything(),
  azureDisk: anything(),
  azureFile: anything(),
  cephfs: anything(),
  fc: anything(),
  flexVolume: anything(),
  gcePersistentDisk: anything(),
  gitRepo: anything(),
  glusterfs: anything(),
  iscsi: anything(),
  portworxVolume: anything(),
  rbd: anything(),
  vsphereVolume: anything(),
};

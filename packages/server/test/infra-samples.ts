/** Samples of the inventory of the infrastructure plane, for `samples.ts`. */
import { generateKeyPairSync } from 'node:crypto';
import { nodeWith, sampleKubeconfig } from './infra-scene.ts';
import type { Sample, Scene } from './scene.ts';

function newPrivateKey(): string {
  return generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
}

export const infraSamples: Readonly<Record<string, (scene: Scene) => Sample>> = {
  'credentials.list': () => ({ path: '/api/v1/credentials' }),
  'credentials.create': () => ({
    path: '/api/v1/credentials',
    body: {
      credential_provider: 'generic',
      kind: 'basic_auth',
      schema_version: 1,
      name: 'sample',
      scope_kind: 'credential_provider',
      scope_version: 1,
      scope: {},
      secret: { username: 'ada', password: 'sample' },
    },
  }),
  'credentials.get': ({ credentialId }) => ({ path: `/api/v1/credentials/${credentialId}` }),
  'credentials.update': ({ credentialId }) => ({
    path: `/api/v1/credentials/${credentialId}`,
    body: { name: 'changed', secret: { username: 'ada', password: 'changed' } },
  }),
  'credentials.delete': ({ credentialId }) => ({ path: `/api/v1/credentials/${credentialId}` }),
  'credentials.reveal': ({ credentialId }) => ({ path: `/api/v1/credentials/${credentialId}/reveal` }),
  'credentials.test': ({ credentialId }) => ({ path: `/api/v1/credentials/${credentialId}/test` }),
  'sshKeys.list': () => ({ path: '/api/v1/ssh' }),
  'sshKeys.create': () => ({ path: '/api/v1/ssh', body: { name: 'sample', type: 'ed25519' } }),
  'sshKeys.import': () => ({ path: '/api/v1/ssh/import', body: { name: 'sample', private_key: newPrivateKey() } }),
  'sshKeys.get': ({ sshKeyId }) => ({ path: `/api/v1/ssh/${sshKeyId}` }),
  'sshKeys.delete': ({ sshKeyId }) => ({ path: `/api/v1/ssh/${sshKeyId}` }),
  'v1Actions.list': () => ({ path: '/api/v1/admin/actions' }),
  'v1Actions.create': (scene) => ({
    path: '/api/v1/admin/actions',
    body: { label: `Sample ${scene.unique()}`, description: 'A sample', make_target: `t${scene.unique()}` },
  }),
  'v1Actions.get': ({ actionId }) => ({ path: `/api/v1/admin/actions/${actionId}` }),
  'v1Actions.update': ({ actionId }) => ({ path: `/api/v1/admin/actions/${actionId}`, body: { description: 'Changed' } }),
  'v1Actions.delete': ({ actionId }) => ({ path: `/api/v1/admin/actions/${actionId}` }),
  'loadBalancers.list': () => ({ path: '/api/v1/load-balancers' }),
  'loadBalancers.create': (scene) => ({
    path: '/api/v1/load-balancers',
    body: { name: `lb-${scene.unique()}`, kind: 'public', public_ip_address: '192.0.2.7', private_ip_address: '10.0.0.7' },
  }),
  'loadBalancers.createMany': (scene) => ({
    path: '/api/v1/load-balancers/bulk',
    body: { load_balancers: [{ name: `lb-${scene.unique()}`, kind: 'public', private_ip_address: '10.0.0.7' }] },
  }),
  'loadBalancers.get': ({ loadBalancerId }) => ({ path: `/api/v1/load-balancers/${loadBalancerId}` }),
  'loadBalancers.update': ({ loadBalancerId }) => ({
    path: `/api/v1/load-balancers/${loadBalancerId}`,
    body: { private_ip_address: '10.0.0.8' },
  }),
  'loadBalancers.delete': ({ loadBalancerId }) => ({ path: `/api/v1/load-balancers/${loadBalancerId}` }),
  'dnsDomains.list': () => ({ path: '/api/v1/dns/domains' }),
  'dnsDomains.create': (scene) => ({
    path: '/api/v1/dns/domains',
    body: { domain_name: `d${scene.unique()}.example.org`, credential_id: scene.zoneCredentialId },
  }),
  'dnsDomains.get': ({ zoneDomainId }) => ({ path: `/api/v1/dns/domains/${zoneDomainId}` }),
  'dnsDomains.update': ({ zoneDomainId }) => ({ path: `/api/v1/dns/domains/${zoneDomainId}`, body: { status: 'pending' } }),
  'dnsDomains.delete': ({ zoneDomainId }) => ({ path: `/api/v1/dns/domains/${zoneDomainId}` }),
  'dnsRecords.list': ({ zoneDomainId }) => ({ path: `/api/v1/dns/domains/${zoneDomainId}/records` }),
  'dnsRecords.create': (scene) => ({
    path: `/api/v1/dns/domains/${scene.zoneDomainId}/records`,
    body: { name: `h${scene.unique()}`, type: 'A', ttl: 60, values: ['192.0.2.7'] },
  }),
  'dnsRecords.createMany': (scene) => ({
    path: `/api/v1/dns/domains/${scene.zoneDomainId}/records/bulk`,
    body: { records: [{ name: `h${scene.unique()}`, type: 'A', ttl: 60, values: ['192.0.2.7'] }] },
  }),
  'dnsRecords.get': ({ zoneRecordId }) => ({ path: `/api/v1/dns/records/${zoneRecordId}` }),
  'dnsRecords.update': ({ zoneRecordId }) => ({ path: `/api/v1/dns/records/${zoneRecordId}`, body: { values: ['192.0.2.8'] } }),
  'dnsRecords.delete': ({ zoneRecordId }) => ({ path: `/api/v1/dns/records/${zoneRecordId}` }),
  'sshKeys.download': ({ sshKeyId }) => ({ path: `/api/v1/ssh/${sshKeyId}/download?part=both&mode=json` }),
  'servers.list': () => ({ path: '/api/v1/servers' }),
  'servers.create': ({ sshKeyId }) => ({ path: '/api/v1/servers', body: nodeWith(sshKeyId) }),
  'servers.createMany': ({ sshKeyId }) => ({
    path: '/api/v1/servers/bulk',
    body: { servers: [nodeWith(sshKeyId)] },
  }),
  'servers.get': ({ serverId }) => ({ path: `/api/v1/servers/${serverId}` }),
  'servers.update': ({ serverId }) => ({ path: `/api/v1/servers/${serverId}`, body: { status: 'failed' } }),
  'servers.delete': ({ serverId }) => ({ path: `/api/v1/servers/${serverId}` }),
  'servers.logs': ({ serverId }) => ({ path: `/api/v1/servers/${serverId}/logs` }),
  'servers.resetHostkey': ({ serverId }) => ({ path: `/api/v1/servers/${serverId}/reset-hostkey` }),
  'nodePools.list': () => ({ path: '/api/v1/node-pools' }),
  'nodePools.create': (scene) => ({ path: '/api/v1/node-pools', body: { name: `p${scene.unique()}`, role: 'worker' } }),
  'nodePools.get': ({ poolId }) => ({ path: `/api/v1/node-pools/${poolId}` }),
  'nodePools.update': (scene) => ({ path: `/api/v1/node-pools/${scene.poolId}`, body: { name: `p${scene.unique()}` } }),
  'nodePools.delete': ({ poolId }) => ({ path: `/api/v1/node-pools/${poolId}` }),
  'nodePools.listServers': ({ poolId }) => ({ path: `/api/v1/node-pools/${poolId}/servers` }),
  'nodePools.attachServers': ({ poolId, serverId }) => ({
    path: `/api/v1/node-pools/${poolId}/servers`,
    body: { server_ids: [serverId] },
  }),
  'nodePools.detachServer': ({ poolId, attached }) => ({ path: `/api/v1/node-pools/${poolId}/servers/${attached.serverId}` }),
  'nodePools.listLabels': ({ poolId }) => ({ path: `/api/v1/node-pools/${poolId}/labels` }),
  'nodePools.attachLabels': ({ poolId, labelId }) => ({
    path: `/api/v1/node-pools/${poolId}/labels`,
    body: { label_ids: [labelId] },
  }),
  'nodePools.detachLabel': ({ poolId, attached }) => ({ path: `/api/v1/node-pools/${poolId}/labels/${attached.labelId}` }),
  'nodePools.listAnnotations': ({ poolId }) => ({ path: `/api/v1/node-pools/${poolId}/annotations` }),
  'nodePools.attachAnnotations': ({ poolId, annotationId }) => ({
    path: `/api/v1/node-pools/${poolId}/annotations`,
    body: { annotation_ids: [annotationId] },
  }),
  'nodePools.detachAnnotation': ({ poolId, attached }) => ({
    path: `/api/v1/node-pools/${poolId}/annotations/${attached.annotationId}`,
  }),
  'nodePools.listTaints': ({ poolId }) => ({ path: `/api/v1/node-pools/${poolId}/taints` }),
  'nodePools.attachTaints': ({ poolId, taintId }) => ({
    path: `/api/v1/node-pools/${poolId}/taints`,
    body: { taint_ids: [taintId] },
  }),
  'nodePools.detachTaint': ({ poolId, attached }) => ({ path: `/api/v1/node-pools/${poolId}/taints/${attached.taintId}` }),
  'clusters.list': () => ({ path: '/api/v1/clusters' }),
  'clusters.create': (scene) => ({ path: '/api/v1/clusters', body: { name: `c${scene.unique()}`, region: 'eu' } }),
  'clusters.get': ({ fullCluster }) => ({ path: `/api/v1/clusters/${fullCluster.id}` }),
  'clusters.reveal': ({ fullCluster }) => ({ path: `/api/v1/clusters/${fullCluster.id}/reveal` }),
  'clusters.update': ({ fullCluster }) => ({ path: `/api/v1/clusters/${fullCluster.id}`, body: { region: 'us' } }),
  'clusters.delete': ({ clusterId }) => ({ path: `/api/v1/clusters/${clusterId}` }),
  'clusters.attachCaptainDomain': ({ clusterId, zoneDomainId }) => ({
    path: `/api/v1/clusters/${clusterId}/captain-domain`,
    body: { domain_id: zoneDomainId },
  }),
  'clusters.detachCaptainDomain': ({ fullCluster }) => ({ path: `/api/v1/clusters/${fullCluster.id}/captain-domain` }),
  'clusters.attachControlPlaneRecordSet': ({ clusterId, zoneRecordId }) => ({
    path: `/api/v1/clusters/${clusterId}/control-plane-record-set`,
    body: { record_set_id: zoneRecordId },
  }),
  'clusters.detachControlPlaneRecordSet': ({ fullCluster }) => ({
    path: `/api/v1/clusters/${fullCluster.id}/control-plane-record-set`,
  }),
  'clusters.attachAppsLoadBalancer': ({ clusterId, loadBalancerId }) => ({
    path: `/api/v1/clusters/${clusterId}/apps-load-balancer`,
    body: { load_balancer_id: loadBalancerId },
  }),
  'clusters.detachAppsLoadBalancer': ({ fullCluster }) => ({ path: `/api/v1/clusters/${fullCluster.id}/apps-load-balancer` }),
  'clusters.attachGlueOpsLoadBalancer': ({ clusterId, loadBalancerId }) => ({
    path: `/api/v1/clusters/${clusterId}/glueops-load-balancer`,
    body: { load_balancer_id: loadBalancerId },
  }),
  'clusters.detachGlueOpsLoadBalancer': ({ fullCluster }) => ({
    path: `/api/v1/clusters/${fullCluster.id}/glueops-load-balancer`,
  }),
  'clusters.attachBastion': ({ clusterId, bastionId }) => ({
    path: `/api/v1/clusters/${clusterId}/bastion`,
    body: { server_id: bastionId },
  }),
  'clusters.detachBastion': ({ fullCluster }) => ({ path: `/api/v1/clusters/${fullCluster.id}/bastion` }),
  'clusters.attachNodePool': ({ clusterId, poolId }) => ({
    path: `/api/v1/clusters/${clusterId}/node-pools`,
    body: { node_pool_id: poolId },
  }),
  'clusters.detachNodePool': ({ fullCluster }) => ({
    path: `/api/v1/clusters/${fullCluster.id}/node-pools/${fullCluster.poolId}`,
  }),
  'clusters.setKubeconfig': ({ clusterId }) => ({
    path: `/api/v1/clusters/${clusterId}/kubeconfig`,
    body: { kubeconfig: sampleKubeconfig },
  }),
  'clusters.clearKubeconfig': ({ fullCluster }) => ({ path: `/api/v1/clusters/${fullCluster.id}/kubeconfig` }),
  'clusters.revealKubeconfig': ({ fullCluster }) => ({ path: `/api/v1/clusters/${fullCluster.id}/kubeconfig/reveal` }),
  'clusters.issueKubeconfig': ({ fullCluster }) => ({
    path: `/api/v1/clusters/${fullCluster.id}/kubeconfig/issue`,
    body: { role: 'view' },
  }),
  'clusterMetadata.list': ({ fullCluster }) => ({ path: `/api/v1/clusters/${fullCluster.id}/metadata` }),
  'clusterMetadata.create': ({ fullCluster, unique }) => ({
    path: `/api/v1/clusters/${fullCluster.id}/metadata`,
    body: { key: `k${unique()}`, value: 'v' },
  }),
  'clusterMetadata.get': ({ fullCluster }) => ({ path: `/api/v1/clusters/${fullCluster.id}/metadata/${fullCluster.metadataId}` }),
  'clusterMetadata.update': ({ fullCluster }) => ({
    path: `/api/v1/clusters/${fullCluster.id}/metadata/${fullCluster.metadataId}`,
    body: { value: 'changed' },
  }),
  'clusterMetadata.delete': ({ fullCluster }) => ({
    path: `/api/v1/clusters/${fullCluster.id}/metadata/${fullCluster.metadataId}`,
  }),
  'labels.list': () => ({ path: '/api/v1/labels' }),
  'labels.create': (scene) => ({ path: '/api/v1/labels', body: { key: `s${scene.unique()}`, value: 'sample' } }),
  'labels.createMany': (scene) => ({
    path: '/api/v1/labels/bulk',
    body: { labels: [{ key: `s${scene.unique()}`, value: 'sample' }] },
  }),
  'labels.get': ({ labelId }) => ({ path: `/api/v1/labels/${labelId}` }),
  'labels.update': ({ labelId }) => ({ path: `/api/v1/labels/${labelId}`, body: { value: 'changed' } }),
  'labels.delete': ({ labelId }) => ({ path: `/api/v1/labels/${labelId}` }),
  'annotations.list': () => ({ path: '/api/v1/annotations' }),
  'annotations.create': (scene) => ({ path: '/api/v1/annotations', body: { key: `s${scene.unique()}`, value: 'A sample' } }),
  'annotations.createMany': (scene) => ({
    path: '/api/v1/annotations/bulk',
    body: { annotations: [{ key: `s${scene.unique()}`, value: 'A sample' }] },
  }),
  'annotations.get': ({ annotationId }) => ({ path: `/api/v1/annotations/${annotationId}` }),
  'annotations.update': ({ annotationId }) => ({ path: `/api/v1/annotations/${annotationId}`, body: { value: 'changed' } }),
  'annotations.delete': ({ annotationId }) => ({ path: `/api/v1/annotations/${annotationId}` }),
  'taints.list': () => ({ path: '/api/v1/taints' }),
  'taints.create': (scene) => ({
    path: '/api/v1/taints',
    body: { key: `s${scene.unique()}`, value: 'sample', effect: 'NoExecute' },
  }),
  'taints.createMany': (scene) => ({
    path: '/api/v1/taints/bulk',
    body: { taints: [{ key: `s${scene.unique()}`, effect: 'NoExecute' }] },
  }),
  'taints.get': ({ taintId }) => ({ path: `/api/v1/taints/${taintId}` }),
  'taints.update': ({ taintId }) => ({ path: `/api/v1/taints/${taintId}`, body: { value: 'changed' } }),
  'taints.delete': ({ taintId }) => ({ path: `/api/v1/taints/${taintId}` }),
};

/** The Node object and its Lease: what the cluster knows of the machine it runs on. */
import { arch, cpus, hostname, platform, release, totalmem } from 'node:os';
import { isAppError } from '@moorage/core/errors';
import type { Clock } from '@moorage/core/clock';
import type { KubeObject } from '@moorage/kube/objects';
import { resources } from '@moorage/kube/resources';
import type { ClusterApi } from '../api.ts';
import type { NodeCapacity } from './node-deps.ts';

export const nodeName = 'embedded';
const leaseNamespace = 'kube-node-lease';
const leaseSeconds = 40;

/** What this machine has. Pods share it; nothing is reserved. */
export function readCapacity(): NodeCapacity {
  return { cpu: cpus().length, memoryBytes: totalmem() };
}

export const nodeLabels: Readonly<Record<string, string>> = {
  'moorage.dev/embedded': 'true',
  'kubernetes.io/hostname': nodeName,
  'kubernetes.io/os': platform(),
  'kubernetes.io/arch': arch() === 'x64' ? 'amd64' : arch(),
};

function readyCondition(nowIso: string): Record<string, string>[] {
  const at = { lastHeartbeatTime: nowIso, lastTransitionTime: nowIso };
  return [
    {
      type: 'MemoryPressure',
      status: 'False',
      reason: 'NodeHasSufficientMemory',
      message: 'the node has sufficient memory available',
      ...at,
    },
    { type: 'DiskPressure', status: 'False', reason: 'NodeHasNoDiskPressure', message: 'the node has no disk pressure', ...at },
    {
      type: 'PIDPressure',
      status: 'False',
      reason: 'NodeHasSufficientPID',
      message: 'the node has sufficient PID available',
      ...at,
    },
    {
      type: 'Ready',
      status: 'True',
      reason: 'EmbeddedNodeReady',
      message: 'the embedded node runs pods as processes without isolation',
      ...at,
    },
  ];
}

function nodeStatus(capacity: NodeCapacity, hostIp: string, nowIso: string): Record<string, unknown> {
  const amounts = { cpu: String(capacity.cpu), memory: `${Math.floor(capacity.memoryBytes / 1024)}Ki`, pods: '250' };
  return {
    capacity: amounts,
    allocatable: amounts,
    conditions: readyCondition(nowIso),
    addresses: [
      { type: 'InternalIP', address: hostIp },
      { type: 'Hostname', address: hostname() },
    ],
    nodeInfo: {
      architecture: arch() === 'x64' ? 'amd64' : arch(),
      operatingSystem: platform(),
      kernelVersion: release(),
      osImage: `${platform()} ${release()}`,
      containerRuntimeVersion: `moorage-process://${process.versions.node}`,
      kubeletVersion: 'v1.33.0-moorage.embedded',
      kubeProxyVersion: 'v1.33.0-moorage.embedded',
      machineID: hostname(),
      systemUUID: hostname(),
      bootID: hostname(),
    },
  };
}

function createOrReplace(
  api: ClusterApi,
  resource: (typeof resources)['node' | 'lease' | 'namespace'],
  object: KubeObject,
): void {
  try {
    api.create(resource, object);
  } catch (error) {
    if (!isAppError(error, 'already_exists')) throw error;
    const { namespace, name } = object.metadata;
    const { spec, metadata } = object;
    const key = namespace === undefined ? { name } : { namespace, name };
    api.mergePatch(resource, key, { metadata: { labels: metadata.labels ?? {} }, ...(spec === undefined ? {} : { spec }) });
  }
}

/** Registers the node and writes its status. */
export function registerNode(api: ClusterApi, at: { readonly hostIp: string; readonly podCidr: string }, clock: Clock): void {
  const nowIso = `${clock.now().toISOString().slice(0, 19)}Z`;
  createOrReplace(api, resources.node, {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: { name: nodeName, labels: { ...nodeLabels } },
    spec: { podCIDR: at.podCidr, podCIDRs: [at.podCidr] },
  });
  api.mergePatch(
    resources.node,
    { name: nodeName },
    { status: nodeStatus(readCapacity(), at.hostIp, nowIso) },
    { subresource: 'status' },
  );
  if (api.get(resources.namespace, { name: leaseNamespace }) === undefined) {
    createOrReplace(api, resources.namespace, { apiVersion: 'v1', kind: 'Namespace', metadata: { name: leaseNamespace } });
  }
}

/** Renews the node's lease. */
export function renewLease(api: ClusterApi, clock: Clock): void {
  const spec = {
    holderIdentity: nodeName,
    leaseDurationSeconds: leaseSeconds,
    renewTime: clock.now().toISOString().replace('Z', '000Z'),
  };
  createOrReplace(api, resources.lease, {
    apiVersion: 'coordination.k8s.io/v1',
    kind: 'Lease',
    metadata: { name: nodeName, namespace: leaseNamespace },
    spec,
  });
}

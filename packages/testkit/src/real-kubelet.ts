/**
 * What a real cluster lacks that does not run containers: answers for logs, and a node whose pods fare as a test decides.
 *
 * kwok makes every pod ready at once. A test that wants pods to crash or to wait asks for a scripted node instead: a node of the
 * real cluster, whose kubelet is this one. The scheduler, the controllers and the API are the real ones in both cases.
 */
import { createServer, type Server } from 'node:https';
import { systemClock } from '@moorage/core/clock';
import { makeCertificates } from '@moorage/embedded-cluster/apiserver/http/certificates';
import type { ApiObject, PodStatus } from './pod-status.ts';
import type { RealApi } from './real-api.ts';

export interface LogKubelet {
  readonly port: number;
  setPodLog(text: string): void;
  stop(): Promise<void>;
}

const dayMs = 86_400_000;
const heartbeatMs = 10_000;
const nodeName = 'scripted';
const leases = '/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases';

function listen(server: Server): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      resolve(typeof address === 'object' && address !== null ? address.port : 0);
    });
  });
}

/** Answers every request for a container's log with one text; the API server asks it on behalf of all nodes. */
export async function startLogKubelet(): Promise<LogKubelet> {
  const nowMs = systemClock.now().getTime();
  const { cert, key } = makeCertificates({ notBefore: new Date(nowMs - dayMs), notAfter: new Date(nowMs + dayMs) });
  let text = '';
  const server = createServer({ cert, key }, (request, response) => {
    const isLog = request.url?.startsWith('/containerLogs/') === true;
    response.writeHead(isLog ? 200 : 404, { 'content-type': 'text/plain' }).end(isLog ? text : '');
  });
  const port = await listen(server);
  return {
    port,
    setPodLog: (next) => void (text = next),
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function node(kubeletPort: number): object {
  const now = systemClock.now().toISOString();
  const resources = { cpu: '1k', memory: '1Ti', pods: '1000' };
  return {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: { name: nodeName, labels: { 'kubernetes.io/hostname': nodeName, 'kubernetes.io/os': 'linux' } },
    status: {
      allocatable: resources,
      capacity: resources,
      addresses: [{ type: 'InternalIP', address: '127.0.0.1' }],
      daemonEndpoints: { kubeletEndpoint: { Port: kubeletPort } },
      conditions: [
        { type: 'Ready', status: 'True', reason: 'Scripted', message: '', lastHeartbeatTime: now, lastTransitionTime: now },
      ],
    },
  };
}

/** A node without a heartbeat is taken for dead after less than a minute. */
async function startHeartbeat(api: RealApi): Promise<() => void> {
  const spec = (): object => ({
    holderIdentity: nodeName,
    leaseDurationSeconds: 40,
    renewTime: systemClock.now().toISOString().replace('Z', '000Z'),
  });
  const metadata = { name: nodeName, namespace: 'kube-node-lease' };
  await api.call('POST', leases, { apiVersion: 'coordination.k8s.io/v1', kind: 'Lease', metadata, spec: spec() });
  const aborter = new AbortController();
  const beat = async (): Promise<void> => {
    while (!aborter.signal.aborted) {
      await systemClock.sleep(heartbeatMs, aborter.signal);
      await api.call('PATCH', `${leases}/${nodeName}`, { spec: spec() }).catch(() => undefined);
    }
  };
  void beat();
  return () => aborter.abort();
}

export interface ScriptedNode {
  setPodStatus(decide: (pod: ApiObject) => PodStatus | undefined): void;
  stop(): void;
}

/** Adds the node and plays its kubelet. */
export async function startScriptedNode(
  api: RealApi,
  kubeletPort: number,
  initial: (pod: ApiObject) => PodStatus | undefined,
): Promise<ScriptedNode> {
  const pods = new Map<string, ApiObject>();
  const written = new Map<string, string>();
  let decide = initial;
  async function end(pod: ApiObject, where: string): Promise<void> {
    await api.call('DELETE', where, { gracePeriodSeconds: 0, preconditions: { uid: pod.metadata.uid } });
  }
  async function handle(pod: ApiObject): Promise<void> {
    const { uid = '', name, namespace = '', deletionTimestamp } = pod.metadata;
    const where = `/api/v1/namespaces/${namespace}/pods/${name}`;
    if (deletionTimestamp !== undefined) return end(pod, where);
    const status = decide(pod);
    const text = JSON.stringify(status);
    if (status === undefined || written.get(uid) === text) return;
    written.set(uid, text);
    const answered = await api.call('PATCH', `${where}/status`, { metadata: { uid }, status }).catch(() => undefined);
    // Whatever went wrong, the next change of the pod is another chance.
    if (answered?.status !== 200 && written.get(uid) === text) written.delete(uid);
  }
  await api.call('POST', '/api/v1/nodes', node(kubeletPort));
  const stopHeartbeat = await startHeartbeat(api);
  const unwatch = api.watch(`/api/v1/pods?fieldSelector=${encodeURIComponent(`spec.nodeName=${nodeName}`)}`, (type, pod) => {
    const isGone = type === 'DELETED';
    const { uid = '' } = pod.metadata;
    if (isGone) pods.delete(uid);
    else pods.set(uid, pod);
    if (!isGone) void handle(pod).catch(() => undefined);
  });
  return {
    // The cluster lives on, and the next test's pods are none of ours.
    stop() {
      stopHeartbeat();
      unwatch();
    },
    setPodStatus(next) {
      decide = next;
      for (const pod of pods.values()) void handle(pod).catch(() => undefined);
    },
  };
}

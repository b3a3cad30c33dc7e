/** Objects of the size and shape that a platform with users has. */
import type { KubeObject } from '@moorage/kube/objects';
import type { UserDeployment, UserDeploymentSpec } from '@moorage/kube/crds/user-deployment';

export const apiVersion = 'moorage.dev/v1alpha1';
const image = 'registry.example.com/shop/web:1.4.2';

/** One service with a port, a health path and variables, reached from outside under one name. */
export function sampleSpec(index: number): UserDeploymentSpec {
  return {
    userId: `user-${index % 50}`,
    orgId: `org-${index % 20}`,
    teamId: `team-${index % 40}`,
    displayName: `Shop ${index}`,
    template: 'web-service',
    tier: 'free',
    visibility: 'public',
    services: [
      {
        name: 'web',
        image,
        replicas: 1,
        ports: [{ name: 'http', containerPort: 3000 }],
        env: [
          { name: 'NODE_ENV', value: 'production' },
          { name: 'SHOP_ID', value: `shop-${index}` },
          { name: 'PUBLIC_URL', value: `https://shop-${index}.example.com` },
        ],
        resources: { requests: { cpu: '50m', memory: '64Mi' }, limits: { memory: '256Mi' } },
        healthCheckPath: '/healthz',
      },
    ],
    ingresses: [{ id: `ingress-${index}`, name: 'main', service: 'web', port: 3000 }],
  };
}

export function sampleName(index: number): string {
  return `shop-${String(index).padStart(5, '0')}`;
}

export function sampleDeployment(namespace: string, index: number): UserDeployment {
  return {
    apiVersion,
    kind: 'UserDeployment',
    metadata: { name: sampleName(index), namespace },
    spec: sampleSpec(index),
  };
}

const since = '2026-01-01T00:00:00Z';

export function readyStatus(index: number): object {
  const host = `${sampleName(index)}.example.com`;
  const condition = (type: string, message: string): object => ({
    type,
    status: 'True',
    reason: 'Ready',
    message,
    observedGeneration: 1,
    lastTransitionTime: since,
  });
  return {
    phase: 'Ready',
    message: 'The service is ready.',
    observedGeneration: 1,
    services: [{ name: 'web', image, replicas: 1, readyReplicas: 1, updatedReplicas: 1, state: 'Ready' }],
    ingresses: [{ id: `ingress-${index}`, name: 'main', host, url: `https://${host}` }],
    conditions: [
      condition('Valid', 'The specification is valid.'),
      condition('ServicesReady', 'The service is ready.'),
      condition('IngressReady', 'Every address is routed.'),
      condition('Ready', 'The service is ready.'),
    ],
    lastTransitionTime: since,
  };
}

/** As the ReplicaSet of a deployment makes it. */
export function samplePod(namespace: string, index: number): KubeObject {
  const root = sampleName(index);
  const labels = {
    'app.kubernetes.io/name': root,
    'app.kubernetes.io/managed-by': 'moorage',
    'app.kubernetes.io/instance': root,
    'app.kubernetes.io/component': 'web',
    'moorage.dev/org': `org-${index % 20}`,
    'moorage.dev/team': `team-${index % 40}`,
    'pod-template-hash': '7c9d8f6b54',
  };
  const [service] = sampleSpec(index).services;
  const owner = {
    apiVersion: 'apps/v1',
    kind: 'ReplicaSet',
    name: `${root}-web-7c9d8f6b54`,
    controller: true,
    blockOwnerDeletion: true,
  };
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name: `${root}-web-7c9d8f6b54-x2x4z`,
      namespace,
      labels,
      annotations: { 'moorage.dev/template-version': '5f1c0a77b2d94e36' },
      ownerReferences: [{ ...owner, uid: `00000000-0000-4000-8000-${String(index).padStart(12, '0')}` }],
    },
    spec: {
      nodeName: `node-${index % 100}`,
      serviceAccountName: root,
      automountServiceAccountToken: false,
      enableServiceLinks: false,
      terminationGracePeriodSeconds: 35,
      securityContext: { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } },
      containers: [
        {
          name: 'web',
          image,
          ports: [{ name: 'http', containerPort: 3000 }],
          env: service?.env,
          resources: service?.resources,
          readinessProbe: { httpGet: { path: '/healthz', port: 3000 }, periodSeconds: 2, timeoutSeconds: 2 },
          lifecycle: { preStop: { sleep: { seconds: 5 } } },
          securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } },
        },
      ],
    },
  };
}

/** As a kubelet reports it. */
export function runningStatus(index: number): object {
  const podIP = `10.${1 + Math.floor(index / 62_500)}.${Math.floor(index / 250) % 250}.${1 + (index % 250)}`;
  const conditions = ['PodReadyToStartContainers', 'Initialized', 'Ready', 'ContainersReady', 'PodScheduled'];
  return {
    phase: 'Running',
    startTime: since,
    hostIP: '10.0.0.7',
    podIP,
    podIPs: [{ ip: podIP }],
    qosClass: 'Burstable',
    conditions: conditions.map((type) => ({ type, status: 'True', lastTransitionTime: since, observedGeneration: 1 })),
    containerStatuses: [
      {
        name: 'web',
        image,
        imageID: `registry.example.com/shop/web@sha256:${String(index).padStart(64, '0')}`,
        containerID: `containerd://${String(index).padStart(64, '0')}`,
        ready: true,
        started: true,
        restartCount: 0,
        state: { running: { startedAt: since } },
      },
    ],
  };
}

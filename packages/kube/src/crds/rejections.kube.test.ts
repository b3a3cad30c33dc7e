/** Every bad spec that the definition alone can refuse is refused by the API server, with the field. */
import { systemClock } from '@moorage/core/clock';
import { isAppError } from '@moorage/core/errors';
import { createIds } from '@moorage/core/ids';
import { startTestApiServer, type TestApiServer } from '@moorage/testkit/api-server';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createKubeClient, type KubeClient } from '../client/client.ts';
import type { KubeObject } from '../objects.ts';
import { resources } from '../resources.ts';
import { installCrds } from './install-crds.ts';

let server: TestApiServer;
let client: KubeClient;
beforeAll(async () => {
  server = await startTestApiServer({ controllers: false });
  client = createKubeClient({ connection: server.connection, clock: systemClock, ids: createIds(systemClock) });
  await installCrds(client, { clock: systemClock });
});
afterAll(async () => {
  client.close();
  await server.stop();
});

const web = { name: 'web', image: 'node:24', ports: [{ name: 'http', containerPort: 3000 }] };
const main = { id: 'i', name: 'main', service: 'web', port: 3000 };
const ofService = (service: object) => ({ services: [{ ...web, ...service }] });
const ofIngress = (ingress: object) => ({ services: [web], ingresses: [{ ...main, ...ingress }] });
const ofSecrets = (secrets: object) => ({ services: [web], secrets });

async function refusalOf(spec: object): Promise<readonly (readonly [string, string])[]> {
  const object = {
    apiVersion: 'moorage.dev/v1alpha1',
    kind: 'UserDeployment',
    metadata: { name: 'bad', namespace: 'default' },
    spec,
  };
  const answer = await client
    .create<KubeObject>(resources.userDeployment, object, { dryRun: true })
    .catch((error: unknown) => error);
  if (!isAppError(answer, 'invalid_request')) return [];
  const issues = answer.details?.['issues'];
  return Array.isArray(issues)
    ? issues.map((issue: { path: string; message: string }) => [issue.path, issue.message] as const)
    : [];
}

it.each<[object, string, RegExp]>([
  [{}, 'spec.services', /Required/],
  [{ services: [] }, 'spec.services', /at least 1/],
  [ofService({ name: 'Web' }), 'spec.services[0].name', /(should|must) match/],
  [ofService({ image: '' }), 'spec.services[0].image', /at least 1/],
  [ofService({ replicas: -1 }), 'spec.services[0].replicas', /greater than or equal to 0/],
  [ofService({ replicas: 101 }), 'spec.services[0].replicas', /less than or equal to 100/],
  [ofService({ ports: [{ name: 'http', containerPort: 0 }] }), 'spec.services[0].ports[0].containerPort', /greater than/],
  [ofService({ healthCheckPath: 'up' }), 'spec.services[0].healthCheckPath', /(should|must) match/],
  [
    ofService({ autoscaling: { minReplicas: 3, maxReplicas: 2, cpuPercent: 5 } }),
    'spec.services[0].autoscaling',
    /minReplicas must not be above maxReplicas/,
  ],
  [
    ofService({ autoscaling: { minReplicas: 1, maxReplicas: 2 } }),
    'spec.services[0].autoscaling',
    /cpuPercent or memoryPercent or metrics/,
  ],
  [
    ofService({ autoscaling: { minReplicas: 0, maxReplicas: 2, cpuPercent: 5 } }),
    'spec.services[0].autoscaling.minReplicas',
    /greater than or equal to 1/,
  ],
  [
    ofService({ autoscaling: { minReplicas: 1, maxReplicas: 2, metrics: [{ type: 'Pods', name: 'rps', value: '1' }] } }),
    'spec.services[0].autoscaling.metrics[0]',
    /followed by their average/,
  ],
  [
    ofService({ autoscaling: { minReplicas: 1, maxReplicas: 2, metrics: [{ type: 'External', name: 'lag' }] } }),
    'spec.services[0].autoscaling.metrics[0]',
    /averageValue or value is needed/,
  ],
  [ofService({ autoscaling: { maxReplicas: 2, cpuPercent: 5 } }), 'spec.services[0].autoscaling.minReplicas', /Required/],
  [ofService({ autoUpdate: { policy: 'semver' } }), 'spec.services[0].autoUpdate', /range goes with policy semver/],
  [ofService({ autoUpdate: { policy: 'digest', range: '^1' } }), 'spec.services[0].autoUpdate', /range goes with/],
  [ofService({ autoUpdate: { policy: 'newest' } }), 'spec.services[0].autoUpdate.policy', /Unsupported value/],
  [ofService({ disruption: {} }), 'spec.services[0].disruption', /exactly one/],
  [ofService({ disruption: { minAvailable: 1, maxUnavailable: 1 } }), 'spec.services[0].disruption', /exactly one/],
  [ofService({ disruption: { minAvailable: 'half' } }), 'spec.services[0].disruption.minAvailable', /(should|must) match/],
  [ofService({ disruption: { minAvailable: -1 } }), 'spec.services[0].disruption.minAvailable', /greater than or equal to 0/],
  [ofService({ spread: { zone: 'maybe' } }), 'spec.services[0].spread.zone', /Unsupported value/],
  [ofService({ secrets: { mountPath: 'run' } }), 'spec.services[0].secrets.mountPath', /(should|must) match/],
  [ofIngress({ port: 0 }), 'spec.ingresses[0].port', /greater than/],
  [ofIngress({ path: 'x' }), 'spec.ingresses[0].path', /(should|must) match/],
  [ofIngress({ tls: { mode: 'secret' } }), 'spec.ingresses[0].tls', /secretName goes with mode secret/],
  [ofIngress({ tls: { mode: 'off', secretName: 'a' } }), 'spec.ingresses[0].tls', /secretName goes with mode secret/],
  [ofIngress({ tls: { mode: 'always' } }), 'spec.ingresses[0].tls.mode', /Unsupported value/],
  [ofIngress({ className: 'A B' }), 'spec.ingresses[0].className', /(should|must) match/],
  [ofSecrets({ refreshInterval: 'soon' }), 'spec.secrets.refreshInterval', /(should|must) match/],
  [ofSecrets({ storeRef: { name: 'a', kind: 'Vault' } }), 'spec.secrets.storeRef.kind', /Unsupported value/],
  [ofSecrets({ scopes: [{ scope: 'service', path: 'a' }] }), 'spec.secrets.scopes[0]', /names the service/],
  [ofSecrets({ scopes: [{ scope: 'galaxy', path: 'a' }] }), 'spec.secrets.scopes[0].scope', /Unsupported value/],
  [ofSecrets({ scopes: [{ scope: 'deployment', path: '/a' }] }), 'spec.secrets.scopes[0].path', /(should|must) match/],
  [{ services: [web], release: { id: 'r' } }, 'spec.release.number', /Required/],
  [{ services: [web], tier: 'gold' }, 'spec.tier', /Unsupported value/],
  [{ services: [web], progressDeadlineSeconds: 1 }, 'spec.progressDeadlineSeconds', /greater than or equal to 10/],
])('refuses %j', async (spec, field, message) => {
  const refusals = await refusalOf(spec);
  expect(refusals.map(([path]) => path)).toContain(field);
  expect(refusals.find(([path]) => path === field)?.[1]).toMatch(message);
});

it('takes what is right, with defaults', async () => {
  const object = {
    apiVersion: 'moorage.dev/v1alpha1',
    kind: 'UserDeployment',
    metadata: { name: 'good', namespace: 'default' },
    spec: {
      services: [
        {
          ...web,
          autoscaling: { minReplicas: 2, maxReplicas: 5, cpuPercent: 70 },
          disruption: { minAvailable: '50%' },
          spread: { zone: 'required' },
          secrets: {},
        },
      ],
      ingresses: [{ ...main, host: 'shop.example.org', tls: { mode: 'secret', secretName: 'shop-tls' } }],
      secrets: { storeRef: { name: 'vault' }, scopes: [{ scope: 'organization', path: 'orgs/o1/secrets' }] },
      release: { id: 'r', number: 1 },
    },
  };
  const made = await client.create<KubeObject>(resources.userDeployment, object, { dryRun: true });
  expect(made.spec).toMatchObject({
    services: [{ replicas: 1, spread: { zone: 'required', hostname: 'preferred' }, secrets: { env: true } }],
    secrets: { refreshInterval: '1h', storeRef: { name: 'vault', kind: 'ClusterSecretStore' } },
    tier: 'free',
  });
});

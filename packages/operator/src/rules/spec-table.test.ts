import type { UserDeploymentIngress, UserDeploymentService, UserDeploymentSpec } from '@moorage/kube/crds/user-deployment';
import { describe, expect, it } from 'vitest';
import { aRoot, aService } from '../user-deployment.fake.ts';
import { findProblems, type SpecPolicy } from '../user-deployment.rules.ts';
import { isVersionRange } from './scaling.rules.ts';
import { parseDuration } from './secret.rules.ts';

const ofService = (service: Partial<UserDeploymentService>): Partial<UserDeploymentSpec> => ({
  services: [aService(service)],
  ingresses: [],
});
const ofIngress = (ingress: Partial<UserDeploymentIngress>): Partial<UserDeploymentSpec> => ({
  ingresses: [{ id: 'i', name: 'main', service: 'web', port: 3000, ...ingress }],
});
const ofSecrets = (secrets: UserDeploymentSpec['secrets']): Partial<UserDeploymentSpec> =>
  secrets === undefined ? {} : { secrets };

/** A bad specification, the field that is named and what is said of it. */
const table: readonly (readonly [Partial<UserDeploymentSpec>, string, string])[] = [
  [
    ofService({ autoscaling: { minReplicas: 0, maxReplicas: 2, cpuPercent: 50 } }),
    'services[0].autoscaling.minReplicas',
    'At least one copy must stay.',
  ],
  [
    ofService({ autoscaling: { minReplicas: 3, maxReplicas: 2, cpuPercent: 50 } }),
    'services[0].autoscaling.maxReplicas',
    'The most copies (2) are fewer than the fewest (3).',
  ],
  [
    ofService({ autoscaling: { minReplicas: 1, maxReplicas: 2 } }),
    'services[0].autoscaling',
    'Say what to follow: cpuPercent, memoryPercent or metrics.',
  ],
  [
    ofService({ autoscaling: { minReplicas: 1, maxReplicas: 2, metrics: [{ type: 'External', name: 'lag' }] } }),
    'services[0].autoscaling.metrics[0]',
    'Say what to hold it at: averageValue or value, and not both.',
  ],
  [
    ofService({ autoscaling: { minReplicas: 1, maxReplicas: 2, metrics: [{ type: 'Pods', name: 'rps', value: '1' }] } }),
    'services[0].autoscaling.metrics[0].value',
    'Metrics of pods are followed by their average: set averageValue.',
  ],
  [
    ofService({
      autoscaling: { minReplicas: 1, maxReplicas: 2, memoryPercent: 50 },
      resources: { requests: { cpu: '100m' } },
    }),
    'services[0].autoscaling.memoryPercent',
    'A percentage needs a request: set resources.requests.memory.',
  ],
  [
    ofService({
      autoscaling: { minReplicas: 1, maxReplicas: 2, cpuPercent: 50 },
      volumes: [{ name: 'd', mountPath: '/d', size: '1Gi' }],
    }),
    'services[0].autoscaling.maxReplicas',
    'A service with volumes runs as one copy.',
  ],
  [
    ofService({ autoUpdate: { policy: 'semver', range: 'latest' } }),
    'services[0].autoUpdate.range',
    '"latest" is not a range of versions such as ^1.2.',
  ],
  [
    ofService({ autoUpdate: { policy: 'semver' } }),
    'services[0].autoUpdate.range',
    '"" is not a range of versions such as ^1.2.',
  ],
  [
    ofService({ autoUpdate: { policy: 'digest', range: '^1' } }),
    'services[0].autoUpdate.range',
    'A range goes with the policy semver only.',
  ],
  [
    ofService({ image: `a@sha256:${'0'.repeat(64)}`, autoUpdate: { policy: 'digest' } }),
    'services[0].autoUpdate.policy',
    'An image that is named by its digest never has a newer one.',
  ],
  [ofService({ disruption: {} }), 'services[0].disruption', 'Give exactly one of minAvailable and maxUnavailable.'],
  [
    ofService({ disruption: { minAvailable: 1, maxUnavailable: 1 } }),
    'services[0].disruption',
    'Give exactly one of minAvailable and maxUnavailable.',
  ],
  [
    ofService({ disruption: { maxUnavailable: 'half' } }),
    'services[0].disruption.maxUnavailable',
    '"half" is neither a number nor a percentage such as 50%.',
  ],
  [
    ofService({ disruption: { minAvailable: -1 } }),
    'services[0].disruption.minAvailable',
    '"-1" is neither a number nor a percentage such as 50%.',
  ],
  [ofService({ runAsUser: 0 }), 'services[0].runAsUser', 'Running as root needs the enterprise tier.'],
  [
    ofService({ imagePullSecrets: ['Not A Name'] }),
    'services[0].imagePullSecrets[0]',
    '"Not A Name" is not the name of a secret.',
  ],
  [{ imagePullSecrets: ['a', 'a'] }, 'imagePullSecrets[1]', 'The pull secret "a" is there twice.'],
  [
    ofService({ secrets: { mountPath: '/' } }),
    'services[0].secrets.mountPath',
    'Secrets are mounted at an absolute path below "/".',
  ],
  [
    ofService({ secrets: { mountPath: '/d' }, volumes: [{ name: 'd', mountPath: '/d', size: '1Gi' }] }),
    'services[0].secrets.mountPath',
    'A volume is mounted at "/d" already.',
  ],
  [ofSecrets({ storeRef: { name: 'No Store' } }), 'secrets.storeRef.name', '"No Store" is not the name of a secret store.'],
  [ofSecrets({ refreshInterval: '1s' }), 'secrets.refreshInterval', '"1s" is not a duration of at least 10s.'],
  [ofSecrets({ refreshInterval: 'soon' }), 'secrets.refreshInterval', '"soon" is not a duration of at least 10s.'],
  [
    ofSecrets({ scopes: [{ scope: 'deployment', path: 'a/../b' }] }),
    'secrets.scopes[0].path',
    '"a/../b" is not a path in a secret store.',
  ],
  [ofSecrets({ scopes: [{ scope: 'service', path: 'a' }] }), 'secrets.scopes[0].service', 'The scope service names its service.'],
  [
    ofSecrets({ scopes: [{ scope: 'deployment', path: 'a', service: 'nope' }] }),
    'secrets.scopes[0].service',
    'There is no service "nope".',
  ],
  [ofIngress({ tls: { mode: 'secret' } }), 'ingresses[0].tls.secretName', 'The mode secret names its secret.'],
  [
    ofIngress({ tls: { mode: 'secret', secretName: 'A B' } }),
    'ingresses[0].tls.secretName',
    '"A B" is not the name of a secret.',
  ],
  [
    ofIngress({ tls: { mode: 'off', secretName: 'a' } }),
    'ingresses[0].tls.secretName',
    'A secret goes with the mode secret only.',
  ],
  [
    ofIngress({ annotations: { 'kubernetes.io/ingress.class': 'other' } }),
    'ingresses[0].annotations.kubernetes.io/ingress.class',
    'The annotation "kubernetes.io/ingress.class" is not allowed here.',
  ],
  [
    ofIngress({ annotations: { 'nginx.ingress.kubernetes.io/configuration-snippet': 'x' } }),
    'ingresses[0].annotations.nginx.ingress.kubernetes.io/configuration-snippet',
    'The annotation "nginx.ingress.kubernetes.io/configuration-snippet" is not allowed here.',
  ],
  [ofIngress({ className: 'Not A Class' }), 'ingresses[0].className', '"Not A Class" is not the name of an ingress class.'],
  [ofIngress({ host: '*.example.org' }), 'ingresses[0].host', '"*.example.org" is not a host name.'],
  [ofIngress({ hosts: ['a.example.org', 'x_y.org'] }), 'ingresses[0].hosts[1]', '"x_y.org" is not a host name.'],
  [
    ofIngress({ host: 'a.example.org', hosts: ['A.example.org'] }),
    'ingresses[0].hosts[0]',
    'Two ingresses have the address "a.example.org/".',
  ],
];

describe('a bad specification', () => {
  it.each(table)('is refused with its field: %j', (spec, path, message) => {
    expect(findProblems(aRoot(spec)).map((each) => [each.path, each.message])).toEqual([[path, message]]);
  });

  it('may be a good one for another operator or tier', () => {
    const allowed = (spec: Partial<UserDeploymentSpec>, policy: SpecPolicy = {}) => findProblems(aRoot(spec), policy);
    expect(allowed(ofService({ runAsUser: 0 }), { podSecurity: 'baseline' })).toEqual([]);
    expect(allowed({ ...ofService({ runAsUser: 0 }), tier: 'enterprise' })).toEqual([]);
    const own = ofIngress({ annotations: { 'example.com/limit': '1' } });
    expect(allowed(own, { ingressAnnotationPrefixes: ['example.com/'] })).toEqual([]);
  });

  it('is none when everything new is used as it should be', () => {
    const spec: Partial<UserDeploymentSpec> = {
      services: [
        aService({
          autoscaling: { minReplicas: 2, maxReplicas: 5, cpuPercent: 70, memoryPercent: 80 },
          autoUpdate: { policy: 'semver', range: '^1.2' },
          disruption: { minAvailable: '50%' },
          spread: { zone: 'required' },
          secrets: { env: false, mountPath: '/run/secrets' },
        }),
      ],
      secrets: {
        storeRef: { name: 'vault' },
        refreshInterval: '1h30m',
        generation: 2,
        scopes: [{ scope: 'service', path: 'users/u1/deployments/a/services/web', service: 'web' }],
      },
      imagePullSecrets: ['registry'],
      release: { id: 'rel_1', number: 3 },
    };
    expect(findProblems(aRoot(spec))).toEqual([]);
  });
});

describe('ranges and durations', () => {
  it.each(['1', '1.2.3', '^1.2', '~1.2', '1.x', '*', '>=1 <3', '1.0 - 2.0', '^1 || ^2', 'v1.2', '1.2.3-rc.1'])(
    'take the range %s',
    (text) => expect(isVersionRange(text)).toBe(true),
  );
  it.each(['', 'latest', '1.2.3.4', '^', '>= <', '1 ||', '$(id)', '^1;2'])('refuse the range "%s"', (text) =>
    expect(isVersionRange(text)).toBe(false),
  );
  it('read durations', () => {
    expect(['90s', '1h', '1h30m', '2h0m5s', '', '1', '1d', '-1h'].map(parseDuration)).toEqual([
      90,
      3_600,
      5_400,
      7_205,
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
  });
});

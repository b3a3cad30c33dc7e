import type { UserDeploymentService } from '@moorage/kube/crds/user-deployment';
import { describe, expect, it } from 'vitest';
import { aRoot, aService, settings } from '../user-deployment.fake.ts';
import { hostsOf, urlOf } from '../user-deployment.names.ts';
import { fileKey } from './files.plan.ts';
import { planIngress } from './ingress.plan.ts';
import { planNetworkPolicy } from './network-policy.plan.ts';
import { planPodTemplate, siblingEnv, templateVersionOf } from './pod-template.plan.ts';
import { planService, planVolumeClaims, planWorkload } from './service.plan.ts';

const template = (service: Partial<UserDeploymentService>, more = {}) =>
  planPodTemplate(aRoot({ services: [aService(service)] }), aService(service), { ...settings, ...more }).spec;

const workload = (service: UserDeploymentService) => planWorkload(aRoot(), service, planPodTemplate(aRoot(), service, settings));

describe('pod template', () => {
  it('probes the health path over HTTP, else the first port over TCP', () => {
    expect(template({ healthCheckPath: '/up' })).toMatchObject({
      containers: [{ readinessProbe: { httpGet: { path: '/up', port: 3000 } } }],
    });
    expect(template({})).toMatchObject({ containers: [{ readinessProbe: { tcpSocket: { port: 3000 } } }] });
    expect(template({ livenessProbe: { path: '/live', periodSeconds: 7 } })).toMatchObject({
      containers: [{ livenessProbe: { httpGet: { path: '/live' }, periodSeconds: 7 } }],
    });
  });

  it('sleeps before it stops, on top of the time the program has to end', () => {
    expect(template({ terminationGracePeriodSeconds: 10 }, { preStopSleepSeconds: 3 })).toMatchObject({
      terminationGracePeriodSeconds: 13,
      containers: [{ lifecycle: { preStop: { sleep: { seconds: 3 } } } }],
    });
    expect(JSON.stringify(template({}, { preStopSleepSeconds: 0 }))).not.toContain('preStop');
  });

  it('gives the program no token and no privileges', () => {
    expect(template({ runAsUser: 1000, volumes: [{ name: 'd', mountPath: '/d', size: '1Gi' }] })).toMatchObject({
      automountServiceAccountToken: false,
      serviceAccountName: 'hello',
      securityContext: { seccompProfile: { type: 'RuntimeDefault' }, runAsUser: 1000, runAsNonRoot: true, fsGroup: 1000 },
      containers: [{ securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } } }],
    });
    expect(template({ ports: [{ name: 'http', containerPort: 80 }] })).toMatchObject({
      containers: [{ securityContext: { capabilities: { add: ['NET_BIND_SERVICE'] } } }],
    });
  });

  it('tells a service where its siblings are, unless it says so itself', () => {
    const web = aService({ env: [{ name: 'MY_API_PORT', value: '1' }] });
    const root = aRoot({
      services: [
        web,
        aService({ name: 'my-api', ports: [{ name: 'http', containerPort: 4000 }] }),
        aService({ name: 'job', ports: [] }),
      ],
    });
    expect(siblingEnv(root, web)).toEqual([
      { name: 'MY_API_HOST', value: 'hello-my-api' },
      { name: 'MY_API_PORT', value: '4000' },
      { name: 'MY_API_URL', value: 'http://hello-my-api:4000' },
    ]);
    expect(planPodTemplate(root, web, settings).spec).toMatchObject({
      containers: [{ env: [{ name: 'MY_API_HOST' }, { name: 'MY_API_URL' }, { name: 'MY_API_PORT', value: '1' }] }],
    });
  });

  it('mounts each file alone, under keys that never meet', () => {
    expect(template({ files: { '/app/b.js': '', '/app/a.js': '' } })).toMatchObject({
      containers: [
        {
          volumeMounts: [
            { mountPath: '/app/a.js', subPath: 'app/a.js' },
            { mountPath: '/app/b.js', subPath: 'app/b.js' },
          ],
        },
      ],
      volumes: [
        {
          name: 'moorage-files',
          configMap: {
            name: 'hello-web-files',
            items: [
              { key: fileKey('/app/a.js'), path: 'app/a.js' },
              { key: fileKey('/app/b.js'), path: 'app/b.js' },
            ],
          },
        },
      ],
    });
    const paths = ['/a/b', '/a_b', '/a//b', '/ä', '/ö', '/.x', '/x'];
    expect(new Set(paths.map(fileKey)).size).toBe(paths.length);
    for (const path of paths) expect(fileKey(path)).toMatch(/^[-._a-zA-Z0-9]{1,253}$/);
  });

  it('has a version that changes with anything in it', () => {
    const version = (service: Partial<UserDeploymentService>) =>
      templateVersionOf(planPodTemplate(aRoot(), aService(service), settings));
    const versions = [
      {},
      { image: 'b' },
      { env: [{ name: 'A', value: '1' }] },
      { args: ['x'] },
      { files: { '/a': '1' } },
      { files: { '/a': '2' } },
    ].map(version);
    expect(new Set(versions).size).toBe(versions.length);
    expect(version({ replicas: 5 })).toBe(version({}));
  });
});

describe('workload', () => {
  it('rolls without a gap, but stops first when it holds a volume', () => {
    expect(workload(aService()).object.spec).toMatchObject({
      strategy: { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: 0, maxSurge: 1 } },
      progressDeadlineSeconds: 600,
    });
    const data = aService({ volumes: [{ name: 'data', mountPath: '/data', size: '1Gi' }] });
    expect(workload(data).object.spec).toMatchObject({ strategy: { type: 'Recreate' } });
    expect(planVolumeClaims(aRoot(), data)).toMatchObject([
      {
        createOnly: true,
        object: { metadata: { name: 'hello-web-data' }, spec: { resources: { requests: { storage: '1Gi' } } } },
      },
    ]);
  });

  it('is called by its own name, on the port it listens on', () => {
    expect(planService(aRoot(), aService())[0]?.object).toMatchObject({
      metadata: { name: 'hello-web' },
      spec: { type: 'ClusterIP', ports: [{ port: 3000, targetPort: 3000 }], selector: { 'app.kubernetes.io/component': 'web' } },
    });
  });
});

describe('ingress', () => {
  const two = aRoot({
    ingresses: [
      { id: '1', name: 'main', service: 'web', port: 3000 },
      { id: '2', name: 'admin', service: 'web', port: 3000, path: '/admin' },
      { id: '3', name: 'own', service: 'web', port: 3000, host: 'Shop.Example.org' },
    ],
  });

  it('gives the first the name of the deployment, others their own in front, and a given host as it is', () => {
    expect(hostsOf(two, 'd.io').map(({ host }) => host)).toEqual(['hello.d.io', 'admin-hello.d.io', 'shop.example.org']);
    expect(hostsOf({ ...two, spec: { services: [], ...two.spec, domain: 'x.y' } }, 'd.io')[0]?.host).toBe('hello.x.y');
  });

  it('shows a port only when it is not the usual one', () => {
    const [first, second] = hostsOf(two, 'd.io');
    if (first === undefined || second === undefined) throw new Error('two hosts were expected');
    expect(urlOf(first, { ingressScheme: 'http', ingressPort: 8080 })).toBe('http://hello.d.io:8080');
    expect(urlOf(first, { ingressScheme: 'http', ingressPort: 80 })).toBe('http://hello.d.io');
    expect(urlOf(second, { ingressScheme: 'https' })).toBe('https://admin-hello.d.io/admin');
  });

  it('asks for a certificate and a name only with https', () => {
    const [address] = hostsOf(two, 'd.io');
    if (address === undefined) throw new Error('a host was expected');
    const plain = planIngress(two, address, settings).object;
    expect(plain.spec).not.toHaveProperty('tls');
    expect(Object.keys(plain.metadata.annotations ?? {})).toEqual(['moorage.dev/applied']);
    const secure = planIngress(two, address, { ...settings, ingressScheme: 'https', certIssuer: 'letsencrypt' }).object;
    expect(secure.metadata.annotations).toMatchObject({
      'cert-manager.io/cluster-issuer': 'letsencrypt',
      'external-dns.alpha.kubernetes.io/hostname': 'hello.d.io',
    });
    expect(secure.spec).toMatchObject({
      ingressClassName: 'traefik',
      tls: [{ hosts: ['hello.d.io'], secretName: 'hello-main-tls' }],
    });
  });
});

describe('a further host of an ingress', () => {
  const https = { ...settings, ingressScheme: 'https', certIssuer: 'letsencrypt' } as const;
  const hosts = ['shop.example.org', 'WWW.example.org'];
  const root = aRoot({ ingresses: [{ id: '1', name: 'main', service: 'web', port: 3000, path: '/', hosts }] });

  it('has an Ingress and a certificate of its own, with names that stay when others come and go', () => {
    const planned = hostsOf(root, 'd.io').map((address) => planIngress(root, address, https).object);
    expect(planned.map((ingress) => ingress.spec)).toMatchObject(
      ['hello.d.io', 'shop.example.org', 'www.example.org'].map((host) => ({ rules: [{ host }], tls: [{ hosts: [host] }] })),
    );
    const names = planned.map((ingress) => ingress.metadata.name);
    expect(names[0]).toBe('hello-main');
    expect(new Set(names).size).toBe(3);
    const alone = aRoot({ ingresses: [{ id: '1', name: 'main', service: 'web', port: 3000, hosts: ['www.example.org'] }] });
    const [, www] = hostsOf(alone, 'd.io').map((address) => planIngress(alone, address, https).object.metadata.name);
    expect(www).toBe(names[2]);
    for (const ingress of planned) {
      expect(ingress.metadata.annotations).toMatchObject({ 'cert-manager.io/cluster-issuer': 'letsencrypt' });
    }
  });

  it('never gets the secret that was given for another name, and no TLS where the ingress has none', () => {
    const secretOf = (tls: { mode: 'secret' | 'off'; secretName?: string }) => {
      const [ingress] = root.spec?.ingresses ?? [];
      if (ingress === undefined) throw new Error('an ingress was expected');
      const own = aRoot({ ingresses: [{ ...ingress, tls }] });
      return hostsOf(own, 'd.io').map((address) => planIngress(own, address, https).object.spec);
    };
    const [first, second] = secretOf({ mode: 'secret', secretName: 'given' });
    expect(first).toMatchObject({ tls: [{ secretName: 'given' }] });
    expect(JSON.stringify(second)).not.toContain('given');
    for (const spec of secretOf({ mode: 'off' })) expect(spec).not.toHaveProperty('tls');
  });
});

describe('ingress of one’s own making', () => {
  const https = { ...settings, ingressScheme: 'https', certIssuer: 'letsencrypt' } as const;
  const made = (more: object) => {
    const root = aRoot({ ingresses: [{ id: '1', name: 'main', service: 'web', port: 3000, host: 'shop.example.org', ...more }] });
    const [address] = hostsOf(root, 'd.io');
    if (address === undefined) throw new Error('a host was expected');
    return planIngress(root, address, https).object;
  };

  it('has the class and annotations that are asked for, and never others in place of ours', () => {
    const annotations = {
      'traefik.ingress.kubernetes.io/router.priority': '5',
      'cert-manager.io/cluster-issuer': 'mine',
      'external-dns.alpha.kubernetes.io/hostname': 'bank.example.com',
    };
    const ingress = made({ className: 'internal', annotations });
    expect(ingress.spec).toMatchObject({ ingressClassName: 'internal' });
    expect(ingress.metadata.annotations).toMatchObject({
      'traefik.ingress.kubernetes.io/router.priority': '5',
      'cert-manager.io/cluster-issuer': 'letsencrypt',
      'external-dns.alpha.kubernetes.io/hostname': 'shop.example.org',
    });
  });

  it('takes a certificate that exists, or none, and asks nobody for one then', () => {
    const own = made({ tls: { mode: 'secret', secretName: 'shop-tls' } });
    expect(own.spec).toMatchObject({ tls: [{ hosts: ['shop.example.org'], secretName: 'shop-tls' }] });
    expect(own.metadata.annotations).not.toHaveProperty('cert-manager.io/cluster-issuer');
    const plain = made({ tls: { mode: 'off' } });
    expect(plain.spec).not.toHaveProperty('tls');
    expect(plain.metadata.annotations).not.toHaveProperty('cert-manager.io/cluster-issuer');
  });
});

describe('network policy', () => {
  const policy = (spec: Parameters<typeof aRoot>[0]) => JSON.stringify(planNetworkPolicy(aRoot(spec), settings).object.spec);

  it('keeps free deployments from each other, private ranges and the metadata address', () => {
    expect(policy({ tier: 'free' })).not.toContain('"podSelector":{}}');
    for (const range of ['10.0.0.0/8', '192.168.0.0/16', '169.254.0.0/16', 'fc00::/7']) expect(policy({})).toContain(range);
  });

  it('opens the namespace to business and private ranges to enterprise, never the metadata address', () => {
    expect(policy({ tier: 'business' })).toContain('"podSelector":{}}');
    expect(policy({ tier: 'enterprise' })).not.toContain('10.0.0.0/8');
    expect(policy({ tier: 'enterprise' })).toContain('169.254.0.0/16');
  });

  it('keeps every tier from the addresses where clouds hand out credentials', () => {
    for (const tier of ['free', 'business', 'enterprise'] as const)
      for (const address of ['169.254.0.0/16', '168.63.129.16/32']) expect(policy({ tier })).toContain(address);
    expect(policy({ tier: 'enterprise' })).toContain('100.100.100.200/32');
    expect(policy({ tier: 'enterprise' })).toContain('fd00:ec2::254/128');
  });

  it('denies what it does not name, in and out, in every tier', () => {
    for (const tier of ['free', 'business', 'enterprise'] as const)
      expect(planNetworkPolicy(aRoot({ tier }), settings).object.spec).toMatchObject({
        podSelector: { matchLabels: { 'app.kubernetes.io/instance': 'hello' } },
        policyTypes: ['Ingress', 'Egress'],
      });
  });

  it('lets names be asked for at the cluster and at a cache on the machine, and nothing else there', () => {
    const ports = [
      { protocol: 'UDP', port: 53 },
      { protocol: 'TCP', port: 53 },
    ];
    expect(planNetworkPolicy(aRoot(), settings).object.spec).toMatchObject({
      egress: [{ to: [{}, { ipBlock: { cidr: '169.254.20.10/32' } }], ports }, {}, {}],
    });
  });

  it('lets the ingress controller in only for public deployments', () => {
    expect(policy({})).toContain('traefik');
    expect(policy({ visibility: 'internal' })).not.toContain('traefik');
  });
});

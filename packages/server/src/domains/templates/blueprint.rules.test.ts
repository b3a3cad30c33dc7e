import { describe, expect, it } from 'vitest';
import { parseBlueprint } from './blueprint.rules.ts';
import { placeValues } from './placement.rules.ts';
import { checkSpec } from './template.rules.ts';

const service = { name: 'web', image: 'nginx:1.29', ports: [{ name: 'http', containerPort: 80 }] };

function issuesOf(extra: object, ingress: object = {}): readonly string[] {
  const ingresses = [{ id: 'web', name: 'web', service: 'web', port: 80, ...ingress }];
  const result = parseBlueprint({ services: [{ ...service, ...extra }], ingresses });
  return result.kind === 'ok' ? [] : result.issues.map((issue) => issue.path);
}

describe('a path in a container', () => {
  it.each(['/data', '/data/..hidden/a b', '/a/...', '/'])('may be %j', (path) => {
    expect(issuesOf({ workingDir: path, files: { [path]: '' }, volumes: [{ name: 'v', mountPath: path, size: '1Gi' }] })).toEqual(
      [],
    );
  });

  it.each(['data', '/..', '/a/../b', '/a/..', '/\n/../../etc', '/a\r', '/a\u0000', '/a\u0085/../b'])('is never %j', (path) => {
    expect(issuesOf({ workingDir: path })).toEqual(['services[0].workingDir']);
    expect(issuesOf({ volumes: [{ name: 'v', mountPath: path, size: '1Gi' }] })).toEqual(['services[0].volumes[0].mountPath']);
    expect(issuesOf({ files: { [path]: '' } })).toHaveLength(1);
  });
});

describe('a path of requests', () => {
  it.each(['/', '/healthz?full=1', '/api/v1/*'])('%j is probed as it is', (path) => {
    expect(issuesOf({ healthCheckPath: path, readinessProbe: { path } })).toEqual([]);
  });

  it.each(['healthz', '/a b', '/a\r\nHost: other', '/\u00e4'])('%j is not probed', (path) => {
    expect(issuesOf({ healthCheckPath: path })).toEqual(['services[0].healthCheckPath']);
    expect(issuesOf({ livenessProbe: { path } })).toEqual(['services[0].livenessProbe.path']);
  });

  it.each(['/', '/api', '/a-b_c/%20~x'])('%j is routed', (path) => {
    expect(issuesOf({}, { path })).toEqual([]);
  });

  it.each(['api', '/a;}\nlocation / {', '/a"b', '/a{1}', "/a'b", '/a b', '/a\\b', '/a#b', '/a|b'])('%j is not routed', (path) => {
    expect(issuesOf({}, { path })).toEqual(['ingresses[0].path']);
  });

  it('is checked after a parameter has come in', () => {
    const result = parseBlueprint({ services: [{ ...service, healthCheckPath: '{{P}}' }] });
    if (result.kind === 'invalid') throw new Error('the blueprint is valid');
    expect(placeValues(result.blueprint, { P: '/ok' }).kind).toBe('ok');
    for (const value of ['/a\r\nX: y', 'a', '/a b', '']) {
      expect(placeValues(result.blueprint, { P: value })).toMatchObject({ kind: 'invalid', issues: [{ path: 'envVars.P' }] });
    }
  });
});

describe('a value of a parameter', () => {
  it('reaches the program as it was given, though it looks like a reference', () => {
    const result = parseBlueprint({ services: [{ ...service, env: [{ name: 'URL', value: 'http://$(POD_IP)/' }] }] });
    if (result.kind === 'invalid') throw new Error('the blueprint is valid');
    const values = { A: 'pa$$word', B: '$(A)', C: '$HOME costs 5$', D: '$$(A)$' };
    const placed = placeValues(result.blueprint, values);
    if (placed.kind === 'invalid') throw new Error('the values are valid');
    const env = new Map((placed.placed.services[0]?.env ?? []).map((entry) => [entry.name, entry.value]));
    expect(env.get('URL')).toBe('http://$(POD_IP)/');
    expect(env.get('C')).toBe(values.C);
    // What Kubernetes makes of it.
    const expand = (text: string): string =>
      text.replaceAll(/\$\$|\$\((\w+)\)/g, (whole, name: string) => (whole === '$$' ? '$' : (env.get(name) ?? whole)));
    for (const [name, value] of Object.entries(values)) expect([name, expand(env.get(name) ?? '')]).toEqual([name, value]);
  });
});

describe('a secret parameter', () => {
  it('never stands where everybody reads it', () => {
    const definition = { name: 'TOKEN', label: '', description: '', type: 'string', required: true, secret: true } as const;
    const checked = (extra: object) => checkSpec({ services: [{ ...service, ...extra }] }, [definition]).kind;
    expect(checked({})).toBe('ok');
    expect(checked({ healthCheckPath: '{{TOKEN}}' })).toBe('invalid');
    expect(checked({ image: 'registry.example.com/{{ TOKEN }}/app' })).toBe('invalid');
    expect(checked({ volumes: [{ name: 'v', mountPath: '/v', size: '{{TOKEN}}' }] })).toBe('invalid');
  });
});

describe('what a template cannot ask for', () => {
  it.each([
    { hostPath: '/' },
    { volumes: [{ name: 'v', mountPath: '/v', size: '1Gi', hostPath: '/etc' }] },
    { runAsUser: 0 },
    { runAsUser: -1 },
    { securityContext: { privileged: true } },
    { privileged: true },
    { serviceAccountName: 'admin' },
    { imagePullSecrets: ['theirs'] },
    { labels: { 'app.kubernetes.io/instance': 'theirs' } },
    { env: [{ name: 'X', valueFrom: { secretKeyRef: { name: 'theirs', key: 'k' } } }] },
    { env: [{ name: 'X=Y', value: '' }] },
    { name: 'Web' },
    { name: '../web' },
  ])('%j', (extra) => {
    expect(issuesOf(extra).length).toBeGreaterThan(0);
  });

  it.each([{ host: 'theirs.example.com' }, { namespace: 'kube-system' }, { annotations: {} }, { name: '*' }, { id: 'A' }])(
    '%j of an ingress',
    (ingress) => {
      expect(issuesOf({}, ingress).length).toBeGreaterThan(0);
    },
  );

  it.each([{ domain: 'example.com' }, { tier: 'enterprise' }, { namespace: 'other' }, { userId: 'x' }])(
    '%j of the whole',
    (extra) => {
      expect(parseBlueprint({ services: [service], ...extra }).kind).toBe('invalid');
    },
  );
});

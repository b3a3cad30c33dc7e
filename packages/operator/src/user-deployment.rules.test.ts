import type { UserDeploymentService, UserDeploymentSpec } from '@moorage/kube/crds/user-deployment';
import { describe, expect, it } from 'vitest';
import { isImageReference } from './rules/service.rules.ts';
import { aRoot, aService } from './user-deployment.fake.ts';
import { findDependencyCycle, findProblems } from './user-deployment.rules.ts';

const problemsOf = (spec: Partial<UserDeploymentSpec>, name = 'hello'): string[] =>
  findProblems(aRoot(spec, { name })).map((each) => `${each.reason} ${each.path}`);
const ofService = (service: Partial<UserDeploymentService>): string[] =>
  problemsOf({ services: [aService(service)], ingresses: [] });

describe('rules', () => {
  it('accept an ordinary deployment', () => {
    expect(problemsOf({})).toEqual([]);
    expect(
      ofService({
        command: ['node', 'server.js'],
        resources: { requests: { cpu: '100m' }, limits: { cpu: '1', memory: '1Gi' } },
      }),
    ).toEqual([]);
  });

  it.each<[string, Partial<UserDeploymentService>, string]>([
    ['a bad image', { image: 'no spaces allowed' }, 'InvalidImage services[0].image'],
    ['a shell trick as image', { image: 'a;rm -rf /' }, 'InvalidImage services[0].image'],
    ['a bad service name', { name: 'Web' }, 'InvalidName services[0].name'],
    [
      'a port out of range',
      { ports: [{ name: 'http', containerPort: 70_000 }] },
      'InvalidPort services[0].ports[0].containerPort',
    ],
    ['a port name without a letter', { ports: [{ name: '80', containerPort: 80 }] }, 'InvalidPort services[0].ports[0].name'],
    ['a bad variable', { env: [{ name: '1=2', value: '' }] }, 'InvalidEnv services[0].env[0].name'],
    [
      'an amount that is none',
      { resources: { limits: { memory: 'much' } } },
      'InvalidResources services[0].resources.limits.memory',
    ],
    [
      'a request above the limit',
      { resources: { requests: { cpu: '2' }, limits: { cpu: '1500m' } } },
      'InvalidResources services[0].resources.requests.cpu',
    ],
    [
      'a relative mount',
      { volumes: [{ name: 'd', mountPath: 'data', size: '1Gi' }] },
      'InvalidVolume services[0].volumes[0].mountPath',
    ],
    [
      'a size that is none',
      { volumes: [{ name: 'd', mountPath: '/data', size: '-1Gi' }] },
      'InvalidVolume services[0].volumes[0].size',
    ],
    [
      'several copies on one volume',
      { replicas: 2, volumes: [{ name: 'd', mountPath: '/data', size: '1Gi' }] },
      'VolumeWithReplicas services[0].replicas',
    ],
    ['a file that climbs', { files: { '/app/../../etc/passwd': '' } }, 'InvalidFile services[0].files'],
    ['files that are too large', { files: { '/a': 'x'.repeat(1_000_000) } }, 'InvalidFile services[0].files'],
    ['a probe without a port', { ports: [], healthCheckPath: '/' }, 'InvalidProbe services[0].healthCheckPath'],
    ['a probe of an unknown port', { readinessProbe: { port: 'nope' } }, 'UnknownPort services[0].readinessProbe.port'],
    ['an unknown dependency', { dependsOn: ['nope'] }, 'UnknownService services[0].dependsOn'],
    ['a service that waits for itself', { dependsOn: ['web'] }, 'DependencyCycle services'],
  ])('refuse %s', (_what, service, expected) => {
    expect(ofService(service)).toEqual([expected]);
  });

  it('refuse what is there twice', () => {
    const ports = [
      { name: 'a', containerPort: 1 },
      { name: 'a', containerPort: 1 },
    ];
    expect(ofService({ ports })).toEqual([
      'DuplicatePort services[0].ports[1].name',
      'DuplicatePort services[0].ports[1].containerPort',
    ]);
    expect(problemsOf({ services: [aService(), aService()] })).toEqual(['DuplicateService services[1].name']);
  });

  it('refuse names that would not fit or not resolve', () => {
    expect(problemsOf({}, 'dotted.name')).toContain('InvalidName metadata.name');
    expect(problemsOf({}, `a${'b'.repeat(60)}`)).toContain('NameTooLong services[0].name');
    expect(problemsOf({ services: [], ingresses: [] })).toEqual(['NoServices services']);
  });

  it('refuse ingresses that lead nowhere or clash', () => {
    const to = (service: string, port: number, more = {}) => ({ id: 'x', name: 'main', service, port, ...more });
    expect(problemsOf({ ingresses: [to('nope', 1)] })).toEqual(['UnknownService ingresses[0].service']);
    expect(problemsOf({ ingresses: [to('web', 1)] })).toEqual(['UnknownPort ingresses[0].port']);
    expect(problemsOf({ ingresses: [to('web', 3000, { host: 'a_b.c' })] })).toEqual(['InvalidHost ingresses[0].host']);
    expect(problemsOf({ ingresses: [to('web', 3000, { host: 'a.b' }), to('web', 3000, { name: 'two', host: 'A.B' })] })).toEqual([
      'DuplicateIngress ingresses[1].host',
    ]);
  });
});

describe('dependency cycles', () => {
  it('are found with their path, however long, and shared dependencies are none', () => {
    const of = (...edges: [string, string[]][]) => edges.map(([name, dependsOn]) => aService({ name, dependsOn }));
    expect(findDependencyCycle(of(['a', ['b']], ['b', ['c']], ['c', ['b']]))).toEqual(['b', 'c', 'b']);
    expect(findDependencyCycle(of(['a', ['b', 'c']], ['b', ['d']], ['c', ['d']], ['d', []]))).toBeUndefined();
  });

  it('do not take for ever', () => {
    const names = Array.from({ length: 32 }, (_, index) => `s${index}`);
    expect(
      findDependencyCycle(names.map((name, index) => aService({ name, dependsOn: names.slice(index + 1) }))),
    ).toBeUndefined();
  });
});

describe('image references', () => {
  const digest = `sha256:${'a'.repeat(64)}`;
  it.each([
    'nginx',
    'nginx:1.27',
    'library/nginx',
    'localhost:5000/app',
    'ghcr.io/a/b_c/d--e:v1.2',
    `registry.example.com/app@${digest}`,
    `app:1@${digest}`,
    '[::1]:5000/app',
  ])('accept %s', (text) => expect(isImageReference(text)).toBe(true));
  it.each(['', 'App', 'a b', 'a:', ':a', '/a', 'a/', 'a//b', 'a@sha256:123', 'a:1:2', '-a', 'a$(id)', 'a'.repeat(600)])(
    'refuse "%s"',
    (text) => expect(isImageReference(text)).toBe(false),
  );
});

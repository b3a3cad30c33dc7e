import { describe, expect, it } from 'vitest';
import { expandReferences, planEnvironment, readField, readResource, type EnvInput } from './env.rules.ts';
import { aContainer, aPod } from './pod.builder.fake.ts';
import type { Container } from './pod-spec.ts';

const configs: Record<string, Record<string, string>> = {
  'configmap/app': { color: 'red', 'odd key': 'x' },
  'secret/db': { password: 'p' },
};

function input(container: Partial<Container>, more: Partial<EnvInput> = {}): EnvInput {
  return {
    pod: aPod({ serviceAccountName: 'robot' }, { labels: { app: 'web', tier: 'front' } }),
    container: aContainer(container),
    podIp: '127.64.0.9',
    hostIp: '127.0.0.1',
    nodeName: 'embedded',
    capacity: { cpu: 4, memoryBytes: 2 ** 30 },
    services: [],
    read: (kind, name) => configs[`${kind}/${name}`],
    ...more,
  };
}

function envOf(container: Partial<Container>, more: Partial<EnvInput> = {}): Record<string, string> {
  const result = planEnvironment(input(container, more));
  if (result.kind !== 'ok') throw new Error(result.message);
  return Object.fromEntries(result.env);
}

describe('expandReferences', () => {
  const env = new Map([['A', '1']]);
  it.each([
    ['$(A)/$(A)', '1/1'],
    ['$(B)', '$(B)'],
    ['$$(A)', '$(A)'],
    ['$A ${A}', '$A ${A}'],
    ['$(A', '$(A'],
  ])('turns %s into %s', (text, expected) => expect(expandReferences(text, env)).toBe(expected));

  it('does not expand what a value contains', () => {
    expect(expandReferences('$(A)', new Map([['A', '$(A)']]))).toBe('$(A)');
  });
});

describe('planEnvironment', () => {
  it('takes later entries over earlier ones and env over envFrom', () => {
    const env = [
      { name: 'color', value: 'blue' },
      { name: 'both', value: '$(color)-$(later)' },
      { name: 'later', value: 'x' },
    ];
    expect(envOf({ envFrom: [{ configMapRef: { name: 'app' } }], env })).toEqual({
      color: 'blue',
      both: 'blue-$(later)',
      later: 'x',
    });
  });

  it('prefixes envFrom', () => {
    expect(envOf({ envFrom: [{ prefix: 'DB_', secretRef: { name: 'db' } }] })).toEqual({ DB_password: 'p' });
  });

  it('reads keys, fields and resources', () => {
    const env = [
      { name: 'P', valueFrom: { secretKeyRef: { name: 'db', key: 'password' } } },
      { name: 'IP', valueFrom: { fieldRef: { fieldPath: 'status.podIP' } } },
      { name: 'CPU', valueFrom: { resourceFieldRef: { resource: 'limits.cpu' } } },
    ];
    expect(envOf({ env })).toEqual({ P: 'p', IP: '127.64.0.9', CPU: '4' });
  });

  it.each([
    [{ env: [{ name: 'X', valueFrom: { configMapKeyRef: { name: 'none', key: 'k' } } }] }, 'configmap "none" not found'],
    [{ env: [{ name: 'X', valueFrom: { secretKeyRef: { name: 'db', key: 'k' } } }] }, "couldn't find key k in Secret default/db"],
    [{ envFrom: [{ secretRef: { name: 'none' } }] }, 'secret "none" not found'],
    [{ env: [{ name: 'X', valueFrom: { fieldRef: { fieldPath: 'spec.nope' } } }] }, 'unsupported fieldPath: spec.nope'],
  ])('names what is missing', (container, message) => {
    expect(planEnvironment(input(container))).toEqual({ kind: 'missing', message });
  });

  it('leaves out what is optional and missing', () => {
    const env = [{ name: 'X', valueFrom: { configMapKeyRef: { name: 'none', key: 'k', optional: true } } }];
    expect(envOf({ env, envFrom: [{ configMapRef: { name: 'none', optional: true } }] })).toEqual({});
  });

  it('adds service variables unless the pod declines them', () => {
    const services = [{ name: 'my-db', ip: '127.96.0.2', ports: [{ name: 'sql', port: 5432 }, { port: 9 }] }];
    expect(envOf({}, { services })).toEqual({
      MY_DB_SERVICE_HOST: '127.96.0.2',
      MY_DB_SERVICE_PORT: '5432',
      MY_DB_SERVICE_PORT_SQL: '5432',
    });
    expect(envOf({}, { services, pod: aPod({ enableServiceLinks: false }) })).toEqual({});
  });
});

describe('the downward API', () => {
  it.each([
    ['metadata.name', 'web-1'],
    ['metadata.labels', 'app="web"\ntier="front"'],
    ["metadata.labels['app']", 'web'],
    ["metadata.annotations['none']", ''],
    ['spec.serviceAccountName', 'robot'],
    ['spec.containers', undefined],
  ])('reads %s', (path, expected) => expect(readField(path, input({}))).toBe(expected));

  it('divides and rounds up', () => {
    const container = aContainer({ resources: { limits: { memory: '100Mi', cpu: '250m' }, requests: {} } });
    const capacity = { cpu: 4, memoryBytes: 2 ** 30 };
    expect(readResource(container, 'limits.memory', capacity, '1Mi')).toBe('100');
    expect(readResource(container, 'limits.cpu', capacity)).toBe('1');
    expect(readResource(container, 'limits.cpu', capacity, '1m')).toBe('250');
    expect(readResource(container, 'requests.memory', capacity)).toBe(String(100 * 2 ** 20));
  });
});

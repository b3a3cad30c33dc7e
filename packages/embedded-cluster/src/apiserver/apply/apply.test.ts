import { describe, expect, it } from 'vitest';
import type { KubeObject } from '@moorage/kube/objects';
import { metadataSchema } from '../kinds/metadata.ts';
import { anything, boolean, integer, keyed, list, map, object, set, string } from '../schema/schema.ts';
import { compare } from './compare.ts';
import { pathsOf, setFromJson, setOf, setToJson } from './field-set.ts';
import { planApply, trackUpdate, type Writer } from './managed-fields.ts';

const schema = object({
  apiVersion: string(),
  kind: string(),
  metadata: metadataSchema,
  spec: object({
    replicas: integer(),
    paused: boolean(),
    args: list(string()),
    tags: set(string()),
    labels: map(string()),
    ports: keyed(['port', 'protocol'], object({ 'port!': integer(), protocol: string({ default: 'TCP' }), name: string() })),
    selector: map(string(), { 'x-kubernetes-map-type': 'atomic' }),
    free: anything(),
  }),
});

const writer = (manager: string): Writer => ({
  manager,
  apiVersion: 'example.com/v1',
  subresource: undefined,
  now: '2026-01-01T00:00:00Z',
});
const thing = (spec: Record<string, unknown>, metadata: Record<string, unknown> = {}): KubeObject => ({
  apiVersion: 'example.com/v1',
  kind: 'Thing',
  metadata: { name: 'a', ...metadata },
  spec,
});

function apply(live: KubeObject | undefined, manager: string, spec: Record<string, unknown>, force = false): KubeObject {
  const plan = planApply({ schema, live, applied: thing(spec), writer: writer(manager), force });
  if (plan.kind === 'conflicts') throw new Error(plan.causes.map((item) => `${item.field} ${item.message}`).join('; '));
  return { ...plan.object, metadata: { ...plan.object.metadata, managedFields: [...plan.managedFields] } };
}

const owners = ({ metadata }: KubeObject): Record<string, string[]> =>
  Object.fromEntries(
    (metadata.managedFields ?? []).map((entry) => [`${entry.manager}/${entry.operation}`, pathsOf(setFromJson(entry.fieldsV1))]),
  );

describe('field sets', () => {
  it('describe a value and survive the way through JSON', () => {
    const value = {
      spec: {
        replicas: 1,
        labels: { a: 'b' },
        ports: [{ port: 80, name: 'web' }],
        tags: ['x'],
        args: ['1'],
        selector: { a: 'b' },
        free: {},
      },
    };
    const json = setToJson(setOf(schema, value));
    expect(json).toEqual({
      'f:spec': {
        'f:replicas': {},
        'f:labels': { 'f:a': {} },
        'f:ports': { 'k:{"port":80,"protocol":"TCP"}': { '.': {}, 'f:port': {}, 'f:name': {} } },
        'f:tags': { 'v:"x"': {} },
        'f:args': {},
        'f:selector': {},
        'f:free': {},
      },
    });
    expect(setToJson(setFromJson(json))).toEqual(json);
  });

  it('tell what changed and what is gone', () => {
    const { changed, removed } = compare(
      schema,
      { spec: { replicas: 1, tags: ['x', 'y'], ports: [{ port: 80, name: 'a' }], args: ['1'] } },
      { spec: { replicas: 2, tags: ['y', 'z'], ports: [{ port: 80, name: 'b' }, { port: 81 }], args: ['2'] } },
    );
    expect(pathsOf(changed)).toEqual([
      '.spec.replicas',
      '.spec.tags[="z"]',
      '.spec.ports[port=80,protocol="TCP"].name',
      '.spec.ports[port=81,protocol="TCP"]',
      '.spec.ports[port=81,protocol="TCP"].port',
      '.spec.args',
    ]);
    expect(pathsOf(removed)).toEqual(['.spec.tags[="x"]']);
  });
});

describe('server-side apply', () => {
  it('owns what it names, on create', () => {
    const live = apply(undefined, 'alice', { replicas: 1, ports: [{ port: 80 }] });
    expect(live.spec).toEqual({ replicas: 1, ports: [{ port: 80 }] });
    expect(owners(live)).toEqual({
      'alice/Apply': ['.spec.ports[port=80,protocol="TCP"]', '.spec.ports[port=80,protocol="TCP"].port', '.spec.replicas'],
    });
  });

  it('removes what it no longer names and nobody else owns', () => {
    const first = apply(undefined, 'alice', { replicas: 1, paused: true, ports: [{ port: 80 }, { port: 81 }], tags: ['a', 'b'] });
    const second = apply(first, 'alice', { replicas: 1, ports: [{ port: 81 }], tags: ['b'] });
    expect(second.spec).toEqual({ replicas: 1, ports: [{ port: 81 }], tags: ['b'] });
  });

  it('keeps what another manager also owns', () => {
    const first = apply(undefined, 'alice', { replicas: 1, labels: { a: '1', b: '2' } });
    const second = apply(first, 'bob', { labels: { a: '1' } });
    const third = apply(second, 'alice', { replicas: 1 });
    expect(third.spec).toEqual({ replicas: 1, labels: { a: '1' } });
  });

  it('removes an item of a keyed list with the fields that were defaulted into it', () => {
    const first = apply(undefined, 'alice', { ports: [{ port: 80 }, { port: 81 }] });
    const defaulted = {
      ...first,
      spec: {
        ports: [
          { port: 80, protocol: 'TCP', name: 'defaulted' },
          { port: 81, protocol: 'TCP' },
        ],
      },
    };
    expect(apply(defaulted, 'alice', { ports: [{ port: 81 }] }).spec).toEqual({ ports: [{ port: 81, protocol: 'TCP' }] });
  });

  it('names the manager it conflicts with, and takes the field over when forced', () => {
    const first = apply(undefined, 'alice', { replicas: 1, paused: true });
    expect(() => apply(first, 'bob', { replicas: 2 })).toThrowError('.spec.replicas conflict with "alice"');
    const forced = apply(first, 'bob', { replicas: 2 }, true);
    expect(forced.spec).toEqual({ replicas: 2, paused: true });
    expect(owners(forced)).toEqual({ 'alice/Apply': ['.spec.paused'], 'bob/Apply': ['.spec.replicas'] });
  });

  it('shares a field whose value it does not change', () => {
    const shared = apply(apply(undefined, 'alice', { replicas: 1 }), 'bob', { replicas: 1 });
    expect(Object.keys(owners(shared))).toEqual(['alice/Apply', 'bob/Apply']);
    expect(apply(shared, 'bob', {}).spec).toEqual({ replicas: 1 });
  });

  it('changes nothing when applied twice', () => {
    const first = apply(undefined, 'alice', { replicas: 1, tags: ['a'], ports: [{ port: 80 }] });
    expect(apply(first, 'alice', { replicas: 1, tags: ['a'], ports: [{ port: 80 }] })).toEqual(first);
  });

  it('replaces atomic lists and maps as a whole', () => {
    const first = apply(undefined, 'alice', { args: ['1', '2'], selector: { a: '1' } });
    expect(apply(first, 'alice', { args: ['3'], selector: { b: '2' } }).spec).toEqual({ args: ['3'], selector: { b: '2' } });
  });

  it('keeps the order of a keyed list and appends', () => {
    const first = apply(undefined, 'alice', { ports: [{ port: 1 }, { port: 2 }] });
    expect(apply(first, 'bob', { ports: [{ port: 3 }, { port: 1 }] }).spec).toEqual({
      ports: [{ port: 1 }, { port: 2 }, { port: 3 }],
    });
  });
});

describe('ownership by updates', () => {
  const update = (previous: KubeObject | undefined, next: KubeObject, manager: string): KubeObject => ({
    ...next,
    metadata: { ...next.metadata, managedFields: trackUpdate({ schema, previous, next, writer: writer(manager) }) },
  });

  it('goes to whoever changed the field, and away from its applier', () => {
    const applied = apply(undefined, 'alice', { replicas: 1, paused: true });
    const updated = update(applied, { ...applied, spec: { replicas: 5, paused: true } }, 'kubectl');
    expect(owners(updated)).toEqual({ 'alice/Apply': ['.spec.paused'], 'kubectl/Update': ['.spec.replicas'] });
    expect(() => apply(updated, 'alice', { replicas: 1, paused: true })).toThrowError(
      'conflict with "kubectl" using example.com/v1',
    );
  });

  it('ends with the field', () => {
    const applied = apply(undefined, 'alice', { replicas: 1, paused: true });
    const updated = update(applied, { ...applied, spec: { replicas: 1 } }, 'kubectl');
    expect(owners(updated)).toEqual({ 'alice/Apply': ['.spec.replicas'] });
  });

  it('leaves metadata of the server alone', () => {
    const created = update(undefined, thing({ replicas: 1 }, { uid: 'u', resourceVersion: '1', labels: { a: 'b' } }), 'x');
    expect(owners(created)).toEqual({ 'x/Update': ['.metadata.labels.a', '.spec.replicas'] });
  });
});

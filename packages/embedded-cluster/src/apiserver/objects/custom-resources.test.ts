import { describe, expect, it } from 'vitest';
import type { KubeObject, Resource } from '@moorage/kube/objects';
import { resources } from '@moorage/kube/resources';
import type { ClusterApi } from '../../api.ts';
import { at } from '../json.ts';
import { widget, widgetDefinition } from '../server.fake.ts';
import { codeOf, issuesOf, key, newApi, nextTurn } from './cluster-api.fake.ts';

const crd = resources.customResourceDefinition;
const widgets: Resource = { group: 'example.com', version: 'v1', kind: 'Widget', plural: 'widgets', namespaced: true };
const oldWidgets: Resource = { ...widgets, version: 'v1alpha1' };

describe('custom resources', () => {
  const withWidgets = (): ClusterApi => {
    const api = newApi();
    api.create(crd, widgetDefinition());
    return api;
  };

  it('are served from the moment they are defined', () => {
    const api = newApi();
    expect(codeOf(() => api.list(widgets))).toBe('not_found');
    const definition = api.create(crd, widgetDefinition());
    expect(at(definition, 'status', 'conditions', 1)).toMatchObject({ type: 'Established', status: 'True' });
    expect(api.list(widgets)).toEqual([]);
  });

  it('are pruned, defaulted and validated with readable causes', () => {
    const api = withWidgets();
    const created = api.create(
      widgets,
      widget('one', { size: 3, unknown: 1, extra: { kept: 1 }, code: null, parts: [{ name: 'a', x: 1 }] }),
    );
    expect(created.spec).toEqual({ size: 3, color: 'red', replicas: 1, extra: { kept: 1 }, code: null, parts: [{ name: 'a' }] });
    expect(
      issuesOf(() => api.create(widgets, widget('two', { size: 0, color: 'blue', code: 'A', port: {}, tags: ['a', 'a'] }))),
    ).toEqual([
      'spec.size: Invalid value: 0: must be greater than or equal to 1',
      'spec.color: Unsupported value: "blue": supported values: "red", "green"',
      'spec.code: Invalid value: "A": must match the pattern \'^[a-z]+$\'',
      'spec.port: Invalid value: "object": must be of type integer or string: {}',
      'spec.tags[1]: Duplicate value: "a"',
    ]);
  });

  it('obey their rules, also those on changes', () => {
    const api = withWidgets();
    api.create(widgets, widget('one', { size: 3 }));
    expect(issuesOf(() => api.mergePatch(widgets, key('one'), { spec: { size: 2 } }))).toEqual([
      'spec: Invalid value: size may only grow',
    ]);
    expect(issuesOf(() => api.mergePatch(widgets, key('one'), { spec: { size: 200 } }))).toEqual([
      'spec: Invalid value: big ones are green',
    ]);
    expect(api.mergePatch(widgets, key('one'), { spec: { size: 200, color: 'green' } }).metadata.generation).toBe(2);
  });

  it('are the same object in every served version', () => {
    const api = withWidgets();
    api.create(oldWidgets, widget('one', { size: 3 }, 'v1alpha1'));
    expect(api.get(widgets, key('one'))).toMatchObject({ apiVersion: 'example.com/v1', spec: { size: 3 } });
    expect(api.get(oldWidgets, key('one'))?.apiVersion).toBe('example.com/v1alpha1');
  });

  it('follow a changed definition at once', () => {
    const api = withWidgets();
    const definition = widgetDefinition();
    const [first] = definition.spec.versions;
    api.mergePatch(crd, { name: 'widgets.example.com' }, { spec: { versions: [first] } });
    expect(codeOf(() => api.list(oldWidgets))).toBe('not_found');
    expect(api.list(widgets)).toEqual([]);
  });

  it('go with their definition, which waits for their finalizers', async () => {
    const api = withWidgets();
    const held: KubeObject = widget('held');
    held.metadata.finalizers = ['example.com/hold'];
    api.create(widgets, held);
    api.create(widgets, widget('free'));
    api.remove(crd, { name: 'widgets.example.com' });
    await nextTurn();
    expect(api.list(widgets).map((item) => item.metadata.name)).toEqual(['held']);
    api.mergePatch(widgets, key('held'), { metadata: { finalizers: null } });
    await nextTurn();
    await nextTurn();
    expect(api.get(crd, { name: 'widgets.example.com' })).toBeUndefined();
    expect(codeOf(() => api.list(widgets))).toBe('not_found');
  });

  it('are refused when their definition is not structural', () => {
    const definition = widgetDefinition();
    const schema = {
      type: 'object',
      properties: { a: {}, b: { type: 'array' }, c: { type: 'string', pattern: '(' }, d: { type: 'integer', default: 'x' } },
    };
    const [version] = definition.spec.versions;
    const broken = {
      ...definition,
      spec: { ...definition.spec, versions: [{ ...version, schema: { openAPIV3Schema: schema } }] },
    };
    expect(
      issuesOf(() => newApi().create(crd, broken)).map((issue) => issue.split(': ')[0]?.split('.properties').at(-1)),
    ).toEqual(['[a].type', '[b].items', '[c].pattern', '[d].default']);
  });
});

import { describe, expect, it } from 'vitest';
import { isAppError } from '@moorage/core/errors';
import type { KubeObject } from '@moorage/kube/objects';
import { apiVersionOf } from '@moorage/kube/objects';
import { isKubeObject, isObject, setAt, type JsonObject } from '../json.ts';
import type { Schema } from '../schema/schema.ts';
import { checkSchema } from '../schema/structural.ts';
import { deployment, newServer, pod, widgetDefinition } from '../server.fake.ts';
import type { Kind } from './kind.ts';
import { builtInKinds } from './registry.ts';

const label = (kind: Kind): string => `${apiVersionOf(kind.resource)} ${kind.resource.kind}`;
const cases = builtInKinds.map((kind) => [label(kind), kind] as const);

/** Paths of fields below objects, down to a depth. */
function pathsOf(schema: Schema, depth: number): string[][] {
  if (depth === 0) return [];
  return Object.entries(schema.properties ?? {}).flatMap(([field, inner]) => [
    [field],
    ...pathsOf(inner, depth - 1).map((path) => [field, ...path]),
  ]);
}

const oddities = [null, 7, -1, 'x', true, [], [null], [7], [{}], {}, { a: null }, { a: { b: [1] } }];

function object(kind: Kind): KubeObject {
  return { apiVersion: apiVersionOf(kind.resource), kind: kind.resource.kind, metadata: { name: 'odd', namespace: 'default' } };
}

/** What was thrown that is not a refusal. */
function failureOf(work: () => void): string[] {
  try {
    work();
    return [];
  } catch (error) {
    if (isAppError(error) && error.code !== 'internal') return [];
    return [error instanceof Error ? String(error.stack) : String(error)];
  }
}

describe('built-in kinds', () => {
  it('are each served once', () => {
    const ids = builtInKinds.map(({ resource }) => `${resource.group}/${resource.version}/${resource.plural}`);
    expect(new Set(ids).size).toBe(ids.length);
  });

  // The schema of definitions contains itself, which no custom resource may.
  const finite = cases.filter(([name]) => !name.endsWith('CustomResourceDefinition'));
  it.each(finite)('%s has a schema that a custom resource could have', (_name, kind) => {
    expect(checkSchema(kind.schema, '').filter((item) => item.reason !== 'FieldValueRequired')).toEqual([]);
  });

  it.each(cases)('%s has columns that survive an empty object', (_name, kind) => {
    const now = new Date('2026-01-01T00:00:00Z');
    for (const extra of [{}, { spec: {}, status: {} }, { spec: null, status: [] }]) {
      const cells = kind.columns.map((column) => column.cell({ ...object(kind), ...extra }, now));
      expect(cells.length).toBeGreaterThan(0);
    }
  });

  it.each(cases)('%s refuses odd values in words, never by breaking', (_name, kind) => {
    const { api } = newServer();
    const paths = pathsOf(kind.schema, 4).filter(([first]) => first !== 'apiVersion' && first !== 'kind');
    const inputs = paths.flatMap((path) =>
      oddities.map((oddity) => {
        const input: JsonObject = { ...object(kind), metadata: { name: 'odd', namespace: 'default' } };
        setAt(input, path, structuredClone(oddity));
        return input;
      }),
    );
    const broken = inputs.filter(isKubeObject).flatMap((input) =>
      failureOf(() => {
        api.create(kind.resource, input);
        api.update(kind.resource, input);
        api.remove(kind.resource, input.metadata, { gracePeriodSeconds: 0 });
      }),
    );
    expect(broken.slice(0, 3)).toEqual([]);
  });
});

/** Copies of a value, each with one part replaced by something odd. */
function* mutations(value: unknown): Generator {
  yield* oddities;
  if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) for (const odd of mutations(item)) yield value.with(index, odd);
  } else if (isObject(value)) {
    for (const [field, item] of Object.entries(value)) for (const odd of mutations(item)) yield { ...value, [field]: odd };
  }
}

describe('objects of which one part is odd', () => {
  const service = {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: 's', namespace: 'default' },
    spec: { selector: { a: 'b' }, ports: [{ port: 80, targetPort: 'x' }] },
  };
  const job = {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: { name: 'j', namespace: 'default' },
    spec: { template: { spec: { restartPolicy: 'Never', containers: [{ name: 'a', image: 'b' }] } } },
  };
  const set = { ...deployment('web'), kind: 'StatefulSet' };
  const samples = [deployment('web'), pod('p'), service, job, set, widgetDefinition()].map(
    (sample) => [sample.kind, sample] as const,
  );

  it.each(samples)('%s: are stored or refused, never by breaking', (kindName, sample) => {
    const { api } = newServer();
    const kind = builtInKinds.find((item) => item.resource.kind === kindName);
    const broken = [...mutations(sample)].filter(isKubeObject).flatMap((odd) =>
      failureOf(() => {
        if (kind === undefined) throw new Error(`no kind ${kindName}`);
        const created = api.create(kind.resource, odd);
        api.remove(kind.resource, created.metadata);
        api.mergePatch(kind.resource, created.metadata, { metadata: { finalizers: null } });
      }),
    );
    expect(broken.slice(0, 3)).toEqual([]);
  });
});

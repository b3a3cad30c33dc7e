/** OpenAPI v3 documents, one for each group and version, made from the schemas when they are asked for. */
import { createHash } from 'node:crypto';
import { apiVersionOf } from '@moorage/kube/objects';
import type { JsonObject } from '../json.ts';
import type { Kind } from '../kinds/kind.ts';
import type { KindRegistry } from '../kinds/registry.ts';
import { refuse } from '../refusal.ts';
import type { Schema } from '../schema/schema.ts';
import { openApiVersion, schemaToOpenApi, type Components } from '../schema/openapi.ts';

const queryParameter = (name: string): JsonObject => ({ name, in: 'query', schema: { type: 'string', uniqueItems: true } });
const writeParameters = ['dryRun', 'fieldManager', 'fieldValidation'].map(queryParameter);
const jsonBody = (reference: JsonObject, types: readonly string[] = ['application/json']): JsonObject => ({
  content: Object.fromEntries(types.map((type) => [type, { schema: reference }])),
});
const patchTypes = ['application/apply-patch+yaml', 'application/json-patch+json', 'application/merge-patch+json'];
const strategicType = 'application/strategic-merge-patch+json';

interface Operation {
  readonly action: string;
  readonly extra?: JsonObject;
}

/** The operations of one kind at its collection and its item path. */
function pathsOf(kind: Kind, reference: JsonObject): JsonObject {
  const { group, version, kind: name, plural, namespaced } = kind.resource;
  const prefix = group === '' ? `/api/${version}` : `/apis/${group}/${version}`;
  const base = namespaced ? `${prefix}/namespaces/{namespace}/${plural}` : `${prefix}/${plural}`;
  const gvk = { group, version, kind: name };
  const operation = ({ action, extra = {} }: Operation): JsonObject => ({
    operationId: `${action}${group.split('.')[0] ?? ''}${version}${name}`,
    'x-kubernetes-action': action,
    'x-kubernetes-group-version-kind': gvk,
    responses: { '200': { description: 'OK', ...jsonBody(reference) } },
    ...extra,
  });
  if (kind.isComputed === true) {
    return {
      [base]: { get: operation({ action: 'list' }) },
      [`${base}/{name}`]: { get: operation({ action: 'get' }) },
      ...(namespaced ? { [`${prefix}/${plural}`]: { get: operation({ action: 'list' }) } } : {}),
    };
  }
  const write = (action: string): JsonObject =>
    operation({ action, extra: { parameters: writeParameters, requestBody: jsonBody(reference) } });
  // kubectl reads from this list whether it may send strategic merge patches, which custom resources do not take.
  const accepted = kind.isCustom ? patchTypes : [...patchTypes, strategicType];
  const patch = operation({
    action: 'patch',
    extra: { parameters: [...writeParameters, queryParameter('force')], requestBody: jsonBody({ type: 'object' }, accepted) },
  });
  const collection = {
    get: operation({ action: 'list' }),
    post: write('post'),
    delete: operation({ action: 'deletecollection' }),
  };
  const item = { get: operation({ action: 'get' }), put: write('put'), patch, delete: operation({ action: 'delete' }) };
  return {
    [base]: collection,
    [`${base}/{name}`]: item,
    ...(namespaced ? { [`${prefix}/${plural}`]: { get: operation({ action: 'list' }) } } : {}),
  };
}

function withKind(kind: Kind): Schema & JsonObject {
  const { group, version, kind: name } = kind.resource;
  return { ...kind.schema, 'x-kubernetes-group-version-kind': [{ group, version, kind: name }] };
}

function documentOf(kinds: readonly Kind[]): JsonObject {
  const components: Components = new Map();
  const paths: JsonObject = {};
  for (const kind of kinds) Object.assign(paths, pathsOf(kind, schemaToOpenApi(withKind(kind), components)));
  return {
    openapi: '3.0.0',
    info: { title: 'Moorage embedded cluster', version: openApiVersion },
    paths,
    components: { schemas: Object.fromEntries(components) },
  };
}

const pathOf = (kind: Kind): string =>
  kind.resource.group === '' ? `api/${kind.resource.version}` : `apis/${apiVersionOf(kind.resource)}`;

/**
 * OpenAPI v2 with nothing in it, in the protobuf that kubectl asks for. Before it says that a kind is unknown, kubectl looks there for
 * a schema; with a refusal it would report that instead.
 */
export const emptyOpenApi2 = {
  type: 'application/com.github.proto-openapi.spec.v2.v1.0+protobuf',
  bytes: Buffer.from('\x0a\x032.0', 'latin1'),
};

export interface OpenApi {
  /** The index at `/openapi/v3`. */
  index(): JsonObject;
  /** The document of `api/v1` or `apis/<group>/<version>`. */
  document(path: string): JsonObject;
}

export function createOpenApi(kinds: KindRegistry): OpenApi {
  return {
    index() {
      const paths = [...new Set(kinds.all().map(pathOf))];
      const entry = (path: string): JsonObject => {
        // Clients cache documents by this hash, so it must change with any schema of the group and with nothing else.
        const schemas = kinds
          .all()
          .filter((kind) => pathOf(kind) === path && kind.isCustom)
          .map((kind) => kind.schema);
        const hash = createHash('sha256').update(openApiVersion).update(JSON.stringify(schemas)).digest('hex').toUpperCase();
        return { serverRelativeURL: `/openapi/v3/${path}?hash=${hash}` };
      };
      return { paths: Object.fromEntries(paths.map((path) => [path, entry(path)])) };
    },
    document(path) {
      const own = kinds.all().filter((kind) => pathOf(kind) === path);
      if (own.length === 0) throw refuse('NotFound', 'the server could not find the requested resource');
      return documentOf(own);
    },
  };
}

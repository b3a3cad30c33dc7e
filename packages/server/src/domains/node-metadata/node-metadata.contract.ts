/** Labels, annotations and taints: the same six routes each; only taints have an effect. */
import { z } from 'zod';
import { pageQuery } from '../../platform/db/paging.ts';
import { defineRoute } from '../../platform/http/route.ts';
import { problemOfAnnotation, problemOfKey, problemOfValue } from './kubernetes-name.rules.ts';

export const metadataKinds = ['label', 'annotation', 'taint'] as const;
export type MetadataKind = (typeof metadataKinds)[number];
export const taintEffects = ['NoSchedule', 'PreferNoSchedule', 'NoExecute'] as const;
export type TaintEffect = (typeof taintEffects)[number];

const id = z.uuid();
const time = z.iso.datetime();

function checked(problemOf: (text: string) => string | undefined) {
  return z.string().superRefine((text, ctx) => {
    const message = problemOf(text);
    if (message !== undefined) ctx.addIssue({ code: 'custom', message });
  });
}

const key = checked(problemOfKey).meta({ description: 'As Kubernetes has it: `name` or `prefix/name`.' });
const value = checked(problemOfValue);
const text = checked(problemOfAnnotation);
const effect = z.enum(taintEffects);

const itemFields = { id, organization_id: id, created_at: time, updated_at: time, key: z.string(), value: z.string() };
const label = z.object(itemFields).meta({ id: 'V1Label' });
const annotation = z.object(itemFields).meta({ id: 'V1Annotation' });
const taint = z.object({ ...itemFields, effect }).meta({ id: 'V1Taint' });
/** As they are shown inside of what they are attached to. */
export const metadataSchemas = { label, annotation, taint };

/** What a route answers; the schema of each kind says whether there is an effect. */
export type MetadataView = z.output<typeof label> & { readonly effect?: TaintEffect | undefined };
export interface NewMetadata {
  readonly key: string;
  readonly value?: string | undefined;
  readonly effect?: TaintEffect | undefined;
}
export interface MetadataPatch {
  readonly key?: string | undefined;
  /** Null empties it. */
  readonly value?: string | null | undefined;
  readonly effect?: TaintEffect | undefined;
}

interface KindSpec {
  readonly kind: MetadataKind;
  /** In addresses and in ids of routes. */
  readonly noun: string;
  readonly tag: string;
  readonly item: z.ZodType<MetadataView>;
  readonly create: z.ZodType<NewMetadata>;
  readonly update: z.ZodType<MetadataPatch>;
  /** Of an id that is none. */
  readonly badId: string;
}

const may = (action: string) => ({ kind: 'action', action }) as const;
const params = z.object({ id });
const query = z.object({
  ...pageQuery,
  key: z.string().max(400).optional().meta({ description: 'Only those with this key.' }),
  value: z.string().max(400).optional().meta({ description: 'Only those with this value.' }),
  q: z.string().max(400).optional().meta({ description: 'Only those whose key contains this text.' }),
});

function readRoutes({ kind, noun, tag, item, badId }: KindSpec) {
  const common = { surface: 'v1', tenancy: 'org', tag, access: may('node_metadata:read'), scope: 'infra:read' } as const;
  return {
    list: defineRoute({
      ...common,
      id: `${noun}.list`,
      method: 'GET',
      path: `/api/v1/${noun}`,
      summary: `The ${noun} of the organization, the newest first`,
      query,
      responses: { 200: z.array(item) },
    }),
    get: defineRoute({
      ...common,
      id: `${noun}.get`,
      method: 'GET',
      path: `/api/v1/${noun}/{id}`,
      summary: `One ${kind}`,
      params,
      badInput: { params: { id: badId } },
      responses: { 200: item },
      errors: ['not_found'],
    }),
  };
}

function writeRoutes({ kind, noun, tag, item, create, update, badId }: KindSpec) {
  const common = { surface: 'v1', tenancy: 'org', tag, scope: 'infra:write' } as const;
  const badInput = { json: 'bad_request', body: 'bad_request', params: { id: badId } } as const;
  return {
    create: defineRoute({
      ...common,
      id: `${noun}.create`,
      method: 'POST',
      path: `/api/v1/${noun}`,
      summary: `Keep a ${kind} for node pools`.replace('a annotation', 'an annotation'),
      access: may('node_metadata:create'),
      body: create,
      badInput,
      responses: { 201: item },
      errors: ['already_exists'],
      audit: `${kind}.created`,
      idempotent: true,
    }),
    update: defineRoute({
      ...common,
      id: `${noun}.update`,
      method: 'PATCH',
      path: `/api/v1/${noun}/{id}`,
      summary: `Change one ${kind} wherever it is attached`,
      description: 'Null empties the value.',
      access: may('node_metadata:update'),
      params,
      body: update,
      badInput,
      responses: { 200: item },
      errors: ['not_found', 'already_exists', 'conflict'],
      audit: `${kind}.updated`,
    }),
    delete: defineRoute({
      ...common,
      id: `${noun}.delete`,
      method: 'DELETE',
      path: `/api/v1/${noun}/{id}`,
      summary: `Delete one ${kind} that no node pool has`,
      access: may('node_metadata:delete'),
      params,
      badInput,
      responses: { 204: null },
      errors: ['not_found', 'conflict'],
      audit: `${kind}.deleted`,
    }),
  };
}

function routesOf(spec: KindSpec) {
  return { ...readRoutes(spec), ...writeRoutes(spec) };
}

export type MetadataRoutes = ReturnType<typeof routesOf>;

const plainBodies = (name: string, content: typeof value) => ({
  create: z.object({ key, value: content.optional() }).meta({ id: `V1${name}Create` }),
  update: z.object({ key: key.optional(), value: content.nullish() }).meta({ id: `V1${name}Update` }),
});

export const labelRoutes = routesOf({
  ...{ kind: 'label', noun: 'labels', tag: 'Labels', item: label, badId: 'id_required' },
  ...plainBodies('Label', value),
});

export const annotationRoutes = routesOf({
  ...{ kind: 'annotation', noun: 'annotations', tag: 'Annotations', item: annotation, badId: 'bad_request' },
  ...plainBodies('Annotation', text),
});

export const taintRoutes = routesOf({
  ...{ kind: 'taint', noun: 'taints', tag: 'Taints', item: taint, badId: 'bad_request' },
  create: z.object({ key, value: value.optional(), effect }).meta({ id: 'V1TaintCreate' }),
  update: z.object({ key: key.optional(), value: value.nullish(), effect: effect.optional() }).meta({ id: 'V1TaintUpdate' }),
});

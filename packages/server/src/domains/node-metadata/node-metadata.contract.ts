/** Labels, annotations and taints: the same routes each; only taints have an effect. */
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

/** In the list that is called as the kind is. */
export type ManyMetadata = Readonly<Record<string, readonly NewMetadata[]>>;

interface KindSpec {
  readonly kind: MetadataKind;
  /** In addresses and in ids of routes. */
  readonly noun: string;
  readonly tag: string;
  readonly item: z.ZodType<MetadataView>;
  readonly create: z.ZodType<NewMetadata>;
  readonly createMany: z.ZodType<ManyMetadata>;
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

function createRoutes({ kind, noun, tag, item, create, createMany }: KindSpec) {
  const common = { surface: 'v1', tenancy: 'org', tag, access: may('node_metadata:create'), scope: 'infra:write' } as const;
  const made = {
    method: 'POST',
    badInput: { json: 'bad_request', body: 'bad_request' },
    errors: ['already_exists'],
    audit: `${kind}.created`,
    idempotent: true,
  } as const;
  return {
    create: defineRoute({
      ...common,
      ...made,
      id: `${noun}.create`,
      path: `/api/v1/${noun}`,
      summary: `Keep a ${kind} for node pools`.replace('a annotation', 'an annotation'),
      body: create,
      responses: { 201: item },
    }),
    createMany: defineRoute({
      ...common,
      ...made,
      id: `${noun}.createMany`,
      path: `/api/v1/${noun}/bulk`,
      summary: `Keep many ${noun} for node pools: all of them, or none where one is refused`,
      description: `What is wrong, or there already, is told of each of them as \`${noun}[0]\`, \`${noun}[1]\` and so on.`,
      body: createMany,
      responses: { 201: z.array(item) },
      timeoutMs: 60_000,
    }),
  };
}

function writeRoutes({ kind, noun, tag, item, update, badId }: KindSpec) {
  const common = { surface: 'v1', tenancy: 'org', tag, scope: 'infra:write' } as const;
  const badInput = { json: 'bad_request', body: 'bad_request', params: { id: badId } } as const;
  return {
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
  return { ...readRoutes(spec), ...createRoutes(spec), ...writeRoutes(spec) };
}

export type MetadataRoutes = ReturnType<typeof routesOf>;

const listOf = <T extends NewMetadata>(create: z.ZodType<T>) => z.array(create).min(1).max(500);

const newLabel = z.object({ key, value: value.optional() }).meta({ id: 'V1LabelCreate' });
const newAnnotation = z.object({ key, value: text.optional() }).meta({ id: 'V1AnnotationCreate' });
const newTaint = z.object({ key, value: value.optional(), effect }).meta({ id: 'V1TaintCreate' });

export const labelRoutes = routesOf({
  ...{ kind: 'label', noun: 'labels', tag: 'Labels', item: label, badId: 'id_required' },
  create: newLabel,
  createMany: z.object({ labels: listOf(newLabel) }).meta({ id: 'V1LabelsCreate' }),
  update: z.object({ key: key.optional(), value: value.nullish() }).meta({ id: 'V1LabelUpdate' }),
});

export const annotationRoutes = routesOf({
  ...{ kind: 'annotation', noun: 'annotations', tag: 'Annotations', item: annotation, badId: 'bad_request' },
  create: newAnnotation,
  createMany: z.object({ annotations: listOf(newAnnotation) }).meta({ id: 'V1AnnotationsCreate' }),
  update: z.object({ key: key.optional(), value: text.nullish() }).meta({ id: 'V1AnnotationUpdate' }),
});

export const taintRoutes = routesOf({
  ...{ kind: 'taint', noun: 'taints', tag: 'Taints', item: taint, badId: 'bad_request' },
  create: newTaint,
  createMany: z.object({ taints: listOf(newTaint) }).meta({ id: 'V1TaintsCreate' }),
  update: z.object({ key: key.optional(), value: value.nullish(), effect: effect.optional() }).meta({ id: 'V1TaintUpdate' }),
});

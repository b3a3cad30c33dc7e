import { z } from 'zod';
import { defineRoute } from '../../platform/http/route.ts';
import { storeNames } from '../secret-stores/index.ts';

const tag = 'Administration';
const count = z.int();
const store = z.enum(storeNames);

const secretStoreStatus = z
  .strictObject({
    store: store.meta({ description: 'Where all documents are to be.' }),
    state: z
      .enum(['settled', 'switching'])
      .meta({ description: '`switching` while documents are elsewhere after somebody asked.' }),
    previous: store.nullable(),
    requestedAt: z.iso.datetime().nullable(),
    requestedBy: z.string().nullable(),
    finishedAt: z.iso.datetime().nullable(),
    problem: z.string().nullable().meta({ description: 'Why the last attempt left documents where they were.' }),
    stores: z.array(
      z.strictObject({
        store,
        place: z.string().nullable().meta({ description: 'Null where it is not configured.' }),
        clustersReadIt: z.boolean().meta({ description: 'Clusters with External Secrets take documents from it by themselves.' }),
        documents: count.meta({ description: 'How many documents are read there.' }),
        leftovers: count.meta({ description: 'How many are there that nobody reads, until they are removed.' }),
      }),
    ),
  })
  .meta({ id: 'SecretStoreStatus' });

export type SecretStoreView = z.input<typeof secretStoreStatus>;

const shared = { surface: 'app', tag } as const;
const change = { access: { kind: 'action', action: 'platform:secret-store' }, scope: 'platform:write' } as const;

export const secretStoreRoutes = {
  status: defineRoute({
    ...shared,
    id: 'secretStore.status',
    method: 'GET',
    path: '/api/admin/secret-store',
    summary: 'Where secrets are kept, and how far a switch is',
    access: { kind: 'action', action: 'platform:read' },
    scope: 'platform:read',
    responses: { 200: secretStoreStatus },
    errors: ['not_found'],
  }),
  switch: defineRoute({
    ...shared,
    ...change,
    id: 'secretStore.switch',
    method: 'POST',
    path: '/api/admin/secret-store/switch',
    summary: 'Keep secrets in another store from now on, and move what there is',
    description:
      'Goes on in the background. Everything can be read and written meanwhile; what was moved is removed from the old store a day later.',
    body: z.strictObject({ store }).meta({ id: 'SecretStoreSwitch' }),
    responses: { 202: secretStoreStatus },
    errors: ['not_found', 'invalid_request', 'conflict', 'unavailable', 'upstream_failed'],
    audit: 'secret_store.switch_requested',
  }),
  cancel: defineRoute({
    ...shared,
    ...change,
    id: 'secretStore.cancel',
    method: 'POST',
    path: '/api/admin/secret-store/cancel',
    summary: 'Take a switch back that is not finished',
    description: 'What was moved already is moved back.',
    responses: { 202: secretStoreStatus },
    errors: ['not_found', 'conflict'],
    audit: 'secret_store.switch_cancelled',
  }),
};

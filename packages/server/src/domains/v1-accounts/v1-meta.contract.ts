import { z } from 'zod';
import { defineRoute } from '../../platform/http/route.ts';

const publicly = { method: 'GET', surface: 'v1', scope: 'none' } as const;

export const v1MetaRoutes = {
  health: defineRoute({
    ...publicly,
    id: 'v1Health.get',
    path: '/api/v1/healthz',
    tag: 'Health',
    summary: 'Whether the process lives',
    description: 'It says nothing of the database; `/readyz` does.',
    access: { kind: 'public', why: 'load balancers ask it' },
    responses: { 200: z.object({ status: z.literal('ok') }).meta({ id: 'V1Health' }) },
  }),
  version: defineRoute({
    ...publicly,
    id: 'v1Version.get',
    path: '/api/v1/version',
    tag: 'Meta',
    summary: 'Which version this is',
    description: '`go` names the runtime, which is Node.',
    access: { kind: 'public', why: 'clients adapt to it' },
    responses: {
      200: z
        .object({
          version: z.string(),
          commit: z.string(),
          built: z.string(),
          builtBy: z.string(),
          go: z.string(),
          goOS: z.string(),
          goArch: z.string(),
        })
        .meta({ id: 'V1Version' }),
    },
  }),
} as const;

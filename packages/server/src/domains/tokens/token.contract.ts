import { z } from 'zod';
import { defineRoute } from '../../platform/http/route.ts';

const tag = 'Auth';

export const tokenPair = z
  .object({
    access_token: z.string().meta({ description: 'A JWT, valid for an hour.' }),
    refresh_token: z.string().meta({ description: 'Good for one refresh within 30 days.' }),
    token_type: z.literal('Bearer'),
    expires_in: z.int(),
  })
  .meta({ id: 'TokenPair' });

const refreshBody = z.object({ refresh_token: z.string().min(1).max(200) }).meta({ id: 'RefreshRequest' });

const jwk = z
  .object({
    kty: z.string(),
    use: z.string().optional(),
    kid: z.string().optional(),
    alg: z.string().optional(),
    crv: z.string().optional(),
    n: z.string().optional(),
    e: z.string().optional(),
    x: z.string().optional(),
  })
  .meta({ id: 'Jwk' });

const jwks = {
  method: 'GET',
  surface: 'v1',
  tag,
  summary: 'The public keys of access tokens',
  access: { kind: 'public', why: 'whoever is shown a token must be able to check it' },
  scope: 'none',
  responses: { 200: z.object({ keys: z.array(jwk) }).meta({ id: 'JwkSet' }) },
} as const;

export const tokensRoutes = {
  jwks: defineRoute({ ...jwks, id: 'auth.jwks', path: '/api/v1/.well-known/jwks.json' }),
  jwksRoot: defineRoute({ ...jwks, id: 'auth.jwksRoot', path: '/.well-known/jwks.json' }),
  refresh: defineRoute({
    id: 'auth.refresh',
    method: 'POST',
    path: '/api/v1/auth/refresh',
    surface: 'v1',
    tag,
    summary: 'Exchange a refresh token for a new pair',
    description:
      'Each refresh token is good for one use. One that is shown again ends all that came of its sign-in, unless that is within ten seconds of its use.',
    access: { kind: 'public', why: 'the refresh token is the proof' },
    scope: 'none',
    attempt: {},
    body: refreshBody,
    responses: { 200: tokenPair },
    errors: ['unauthenticated', 'unavailable'],
    audit: 'token.refreshed',
  }),
  logout: defineRoute({
    id: 'auth.logout',
    method: 'POST',
    path: '/api/v1/auth/logout',
    surface: 'v1',
    tag,
    summary: 'End everything that came of a sign-in',
    access: { kind: 'public', why: 'the refresh token is the proof, and an unknown one is no error' },
    scope: 'none',
    body: refreshBody,
    responses: { 204: null },
    audit: 'token.revoked',
  }),
} as const;

import { z } from 'zod';
import { relativeUrl } from '../../platform/http/relative-url.ts';
import { defineRoute } from '../../platform/http/route.ts';
import { tokenPair } from '../tokens/index.ts';

const provider = z.string().regex(/^[a-z0-9]{1,40}$/, 'must be the name of a provider');

/** Whatever a provider sends back: it is compared, never trusted. */
const returned = z.object({
  code: z.string().max(4000).optional(),
  state: z.string().max(500).optional(),
  error: z.string().max(500).optional(),
  error_description: z.string().max(2000).optional(),
  iss: z.string().max(2000).optional(),
});

export const signInRoutes = {
  login: defineRoute({
    id: 'signIn.login',
    method: 'GET',
    path: '/login',
    surface: 'web',
    tag: 'Identity',
    summary: 'Go to a provider to sign in',
    description: 'Without `provider` it leads to the only one there is, else to the page where one chooses.',
    access: { kind: 'public', why: 'it is how one becomes somebody' },
    scope: 'none',
    attempt: {},
    query: z.object({ redirect: relativeUrl.default('/'), provider: provider.optional() }),
    responses: { 302: null },
    errors: ['not_found', 'upstream_failed'],
  }),
  callback: defineRoute({
    id: 'signIn.callback',
    method: 'GET',
    path: '/oauth2/callback',
    surface: 'web',
    tag: 'Identity',
    summary: 'Come back from a provider',
    description:
      'Signs in and goes on to the choice of a tier, an invitation or the page that was asked for. 400: the attempt is unknown, used up, expired or of another browser, or there is no code. 403: not registered, not verified, not linked or disabled. 500: the provider’s answer is not to be believed.',
    access: { kind: 'public', why: 'the code and the cookie of the attempt are the proof' },
    scope: 'none',
    attempt: {},
    query: returned,
    responses: { 302: null },
    errors: ['forbidden'],
  }),
  link: defineRoute({
    id: 'identities.link',
    method: 'POST',
    path: '/api/me/identities',
    surface: 'app',
    tag: 'Identity',
    summary: 'Begin to link another way to sign in',
    description:
      'Needs a session that is younger than ten minutes. Go to `url` then; the provider brings one back to `redirect`.',
    recent: true,
    access: { kind: 'signedIn' },
    scope: 'none',
    body: z.strictObject({ provider, redirect: relativeUrl.default('/') }).meta({ id: 'IdentityLink' }),
    responses: { 200: z.strictObject({ url: z.string() }).meta({ id: 'IdentityLinkStart' }) },
    errors: ['not_found', 'upstream_failed'],
    audit: { none: 'nothing is linked before the provider has confirmed it' },
  }),
  start: defineRoute({
    id: 'auth.start',
    method: 'POST',
    path: '/api/v1/auth/{provider}/start',
    surface: 'v1',
    tag: 'Auth',
    summary: 'Begin to sign in for tokens',
    access: { kind: 'public', why: 'it is how one becomes somebody' },
    scope: 'none',
    attempt: {},
    params: z.object({ provider: z.string().max(100) }),
    query: z.object({ mode: z.enum(['spa']).optional(), origin: z.string().max(500).optional() }),
    responses: { 200: z.object({ auth_url: z.string() }).meta({ id: 'AuthStart' }) },
    errors: ['upstream_failed'],
    audit: { none: 'nothing has happened yet; the sign-in itself is recorded' },
  }),
  tokenCallback: defineRoute({
    id: 'auth.callback',
    method: 'GET',
    path: '/api/v1/auth/{provider}/callback',
    surface: 'v1',
    tag: 'Auth',
    summary: 'Come back from a provider and get tokens',
    description: 'With `mode=spa` the answer is a page that hands the tokens to the window that opened it and closes.',
    access: { kind: 'public', why: 'the code and the cookie of the attempt are the proof' },
    scope: 'none',
    attempt: {},
    params: z.object({ provider: z.string().max(100) }),
    query: returned,
    responses: { 200: tokenPair },
    errors: ['unauthenticated', 'forbidden', 'unavailable'],
  }),
} as const;

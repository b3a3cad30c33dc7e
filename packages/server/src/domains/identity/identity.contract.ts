import { z } from 'zod';
import { relativeUrl } from '../../platform/http/relative-url.ts';
import { defineRoute } from '../../platform/http/route.ts';

const tag = 'Identity';

export const orgRole = z.enum(['org_owner', 'org_admin', 'org_auditor', 'org_member', 'custom']).meta({ id: 'OrgRole' });
export const teamRole = z.enum(['team_admin', 'developer', 'viewer', 'custom']).meta({ id: 'TeamRole' });

export const me = z
  .strictObject({
    id: z.uuid(),
    email: z.string(),
    name: z.string(),
    avatarUrl: z.string().nullable(),
    tier: z.enum(['free', 'business', 'enterprise']),
    platformRole: z.enum(['platform_admin']).nullable(),
    currentOrgId: z.uuid().nullable(),
    currentTeamId: z.uuid().nullable(),
    orgs: z.array(z.strictObject({ id: z.uuid(), name: z.string(), slug: z.string(), role: orgRole.nullable() })),
    teams: z.array(z.strictObject({ id: z.uuid(), name: z.string(), orgId: z.uuid(), role: teamRole.nullable() })),
    /** Actions that the caller may do in the current team, such as `deployment:create`. */
    permissions: z.array(z.string()),
    via: z.enum(['session', 'jwt', 'api-key', 'user-key']),
  })
  .meta({ id: 'Me' });

export const publicConfig = z
  .strictObject({
    version: z.string(),
    devMode: z.boolean(),
    billingEnabled: z.boolean(),
    kubernetesEnabled: z.boolean(),
    sandboxesEnabled: z.boolean(),
    tasksEnabled: z.boolean(),
    aiTemplatesEnabled: z.boolean(),
    secretsBackend: z.string(),
    deploymentDomain: z.string(),
    registrationPolicy: z.enum(['open', 'domains', 'invite']),
    /** How people sign in; empty where only development mode lets anybody in. */
    signInProviders: z.array(z.strictObject({ id: z.string(), name: z.string(), startUrl: z.string() })),
    /** Of the client whose host this is, else the platform's own. */
    branding: z.strictObject({
      name: z.string(),
      logoUrl: z.string().nullable(),
      primaryColor: z.string().nullable(),
      supportEmail: z.string().nullable(),
    }),
    /** What is offered here. */
    plans: z.array(z.strictObject({ id: z.string(), displayName: z.string(), maxDeployments: z.int().nullable() })),
    /** Present when deployments run on the embedded cluster: processes without isolation. */
    embeddedCluster: z.strictObject({ notice: z.string(), kubeconfigCommand: z.string() }).nullable(),
  })
  .meta({ id: 'PublicConfig' });

export const linkedIdentity = z
  .strictObject({
    id: z.uuid(),
    provider: z.string(),
    issuer: z.string(),
    email: z.string(),
    createdAt: z.iso.datetime(),
    lastUsedAt: z.iso.datetime(),
  })
  .meta({ id: 'LinkedIdentity' });

export const identityRoutes = {
  devLogin: defineRoute({
    id: 'identity.devLogin',
    method: 'GET',
    path: '/dev/login',
    surface: 'web',
    tag,
    summary: 'Sign in without a password in development mode',
    description:
      'Exists only in development mode on a loopback listener without a proxy; elsewhere the answer is 404. Pages of other sites are refused.',
    access: { kind: 'public', why: 'it is how one becomes somebody' },
    scope: 'none',
    attempt: { account: 'email' },
    query: z.strictObject({
      email: z.email({ pattern: z.regexes.html5Email }).default('dev@example.com'),
      redirect: relativeUrl.default('/'),
    }),
    responses: { 303: null },
    errors: ['not_found', 'forbidden'],
  }),
  logout: defineRoute({
    id: 'identity.logout',
    method: 'POST',
    path: '/logout',
    surface: 'web',
    tag,
    summary: 'End the session',
    description: '`redirect`, in the address or in the body, which may be a form, says where to go then; `/` by default.',
    access: { kind: 'public', why: 'ending a session that is already gone is no error' },
    scope: 'none',
    query: z.strictObject({ redirect: relativeUrl.optional() }),
    body: z.object({ redirect: relativeUrl.optional() }).optional(),
    responses: { 303: null },
    audit: 'session.ended',
  }),
  config: defineRoute({
    id: 'config.get',
    method: 'GET',
    path: '/api/config',
    surface: 'app',
    tag,
    summary: 'What this installation offers',
    access: { kind: 'public', why: 'the sign-in page needs it' },
    scope: 'none',
    responses: { 200: publicConfig },
  }),
  me: defineRoute({
    id: 'me.get',
    method: 'GET',
    path: '/api/me',
    surface: 'app',
    tag,
    summary: 'The signed-in user, his organizations and teams',
    access: { kind: 'signedIn' },
    scope: 'orgs:read',
    responses: { 200: me },
  }),
  switchTeam: defineRoute({
    id: 'session.switchTeam',
    method: 'POST',
    path: '/api/session/team',
    surface: 'app',
    tag,
    summary: 'Make a team the current one of this session',
    access: { kind: 'signedIn' },
    scope: 'teams:write',
    body: z.strictObject({ teamId: z.uuid() }),
    responses: { 200: me },
    errors: ['not_found'],
    audit: { none: 'a view preference of the session' },
  }),
  identitiesList: defineRoute({
    id: 'identities.list',
    method: 'GET',
    path: '/api/me/identities',
    surface: 'app',
    tag,
    summary: 'Your ways to sign in',
    access: { kind: 'signedIn' },
    scope: 'none',
    responses: { 200: z.array(linkedIdentity) },
  }),
  identitiesUnlink: defineRoute({
    id: 'identities.unlink',
    method: 'DELETE',
    path: '/api/me/identities/{id}',
    surface: 'app',
    tag,
    summary: 'Take one of your ways to sign in away',
    recent: true,
    access: { kind: 'signedIn' },
    scope: 'none',
    params: z.strictObject({ id: z.uuid() }),
    responses: { 204: null },
    errors: ['not_found', 'conflict'],
    audit: 'identity.unlinked',
  }),
} as const;

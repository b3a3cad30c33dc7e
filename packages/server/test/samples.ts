/** One good request for every route, for tests that enumerate the API. A route without a sample fails them. */
import { systemClock } from '@moorage/core/clock';
import { createIds } from '@moorage/core/ids';
import { sha256 } from '../src/platform/crypto/digest.ts';
import { waitUntil } from '@moorage/testkit/wait-until';
import type { Person, TestServer } from './support.ts';

/** What samples refer to; all of it belongs to `owner`. */
export interface Scene {
  readonly owner: Person;
  readonly deployment: string;
  /** Ready, and ready with a canary that is. */
  readonly live: string;
  readonly withCanary: string;
  readonly template: string;
  readonly keyId: string;
  readonly sessionId: string;
  /** A webhook for the audit trail. */
  readonly sinkId: string;
  /** A key of the owner's organization. */
  readonly orgKeyId: string;
  /** A key of the owner for the infrastructure plane. */
  readonly userKeyId: string;
  /** Claimed, and its proof is there to be found. */
  readonly emailDomainId: string;
  /** One of two of the owner. */
  readonly identityId: string;
  /** Not yet used. */
  readonly refreshToken: string;
  readonly hookId: string;
  /** One that waits, and the token of one for the owner himself. */
  readonly invitationId: string;
  readonly invitationToken: string;
  /** Two more people of the organization: one in the owner's team, one in none. */
  readonly mateId: string;
  readonly handId: string;
  readonly handEmail: string;
  /** A role of the organization's own that nobody has, and a guest of the deployment. */
  readonly role: string;
  readonly grantId: string;
  /** Of none of the owner's organizations. */
  readonly outsiderId: string;
  /** Of the owner as well, and dispensable: one organization with its only other member, and one empty team. */
  readonly spareOrg: { readonly id: string; readonly slug: string; readonly memberId: string };
  readonly spareTeamId: string;
  /** Of somebody else, with the owner as a member. */
  readonly foreignOrgId: string;
  /** Claimed, and its proof is there to be found. */
  readonly domainId: string;
  /** White-label, without organizations; the owner runs the platform where he was the first to come. */
  readonly clientId: string;
  /** Of programs that ask to act for the owner: one waits for his answer, one has it. */
  readonly userCode: string;
  readonly deviceCode: string;
  /** A key of the owner in full. */
  readonly shownKey: string;
  /** Different in each call, for names. */
  unique(): string;
}

export interface Sample {
  readonly path: string;
  readonly body?: unknown;
}

export const samples: Readonly<Record<string, (scene: Scene) => Sample>> = {
  'identity.devLogin': () => ({ path: '/dev/login?email=sample@example.com' }),
  'identity.logout': () => ({ path: '/logout' }),
  'signIn.login': () => ({ path: '/login' }),
  'signIn.callback': () => ({ path: '/oauth2/callback?code=x&state=y' }),
  'identities.list': () => ({ path: '/api/me/identities' }),
  'identities.link': () => ({ path: '/api/me/identities', body: { provider: 'google' } }),
  'identities.unlink': ({ identityId }) => ({ path: `/api/me/identities/${identityId}` }),
  'auth.start': () => ({ path: '/api/v1/auth/google/start' }),
  'auth.callback': () => ({ path: '/api/v1/auth/google/callback?code=x&state=y' }),
  'auth.refresh': ({ refreshToken }) => ({ path: '/api/v1/auth/refresh', body: { refresh_token: refreshToken } }),
  'auth.logout': ({ refreshToken }) => ({ path: '/api/v1/auth/logout', body: { refresh_token: refreshToken } }),
  'auth.jwks': () => ({ path: '/api/v1/.well-known/jwks.json' }),
  'auth.jwksRoot': () => ({ path: '/.well-known/jwks.json' }),
  'config.get': () => ({ path: '/api/config' }),
  'me.get': () => ({ path: '/api/me' }),
  'session.switchTeam': ({ owner }) => ({ path: '/api/session/team', body: { teamId: owner.teamId } }),
  'sessions.list': () => ({ path: '/api/sessions' }),
  'sessions.revoke': ({ sessionId }) => ({ path: `/api/sessions/${sessionId}` }),
  'sessions.revokeAll': () => ({ path: '/api/sessions?keepCurrent=true' }),
  'apiKeys.list': () => ({ path: '/api/keys' }),
  'apiKeys.create': () => ({ path: '/api/keys', body: { name: 'sample', scopes: ['orgs:read'] } }),
  'apiKeys.update': ({ keyId }) => ({ path: `/api/keys/${keyId}`, body: { allowedIps: ['127.0.0.0/8'] } }),
  'apiKeys.rotate': ({ keyId }) => ({ path: `/api/keys/${keyId}/rotate`, body: { overlapSeconds: 60 } }),
  'orgApiKeys.list': ({ owner }) => ({ path: `/api/orgs/${owner.orgId}/keys` }),
  'orgApiKeys.create': ({ owner }) => ({
    path: `/api/orgs/${owner.orgId}/keys`,
    body: { kind: 'machine', name: 'sample', scopes: ['orgs:read'], role: 'org_member' },
  }),
  'orgApiKeys.update': ({ owner, orgKeyId }) => ({
    path: `/api/orgs/${owner.orgId}/keys/${orgKeyId}`,
    body: { ratePerSecond: 5 },
  }),
  'orgApiKeys.rotate': ({ owner, orgKeyId }) => ({ path: `/api/orgs/${owner.orgId}/keys/${orgKeyId}/rotate`, body: {} }),
  'orgApiKeys.delete': ({ owner, orgKeyId }) => ({ path: `/api/orgs/${owner.orgId}/keys/${orgKeyId}` }),
  'apiKeys.delete': ({ keyId }) => ({ path: `/api/keys/${keyId}` }),
  'device.code': () => ({ path: '/api/device/code', body: { client: 'sample' } }),
  'device.token': ({ deviceCode }) => ({ path: '/api/device/token', body: { deviceCode } }),
  'device.get': ({ userCode }) => ({ path: `/api/device/${userCode}` }),
  'device.approve': ({ userCode }) => ({ path: `/api/device/${userCode}/approve`, body: {} }),
  'device.deny': ({ userCode }) => ({ path: `/api/device/${userCode}/deny` }),
  'device.revoke': ({ shownKey }) => ({ path: '/api/device/revoke', body: { key: shownKey } }),
  'orgs.list': () => ({ path: '/api/orgs' }),
  'orgs.create': (scene) => ({ path: '/api/orgs', body: { name: `Org ${scene.unique()}` } }),
  'orgs.get': ({ owner }) => ({ path: `/api/orgs/${owner.orgId}` }),
  'orgs.update': ({ owner }) => ({ path: `/api/orgs/${owner.orgId}`, body: { aiContext: 'We build ships.' } }),
  'orgMembers.list': ({ owner }) => ({ path: `/api/orgs/${owner.orgId}/members` }),
  'teams.list': ({ owner }) => ({ path: `/api/teams?org_id=${owner.orgId}` }),
  'teams.create': (scene) => ({ path: '/api/teams', body: { orgId: scene.owner.orgId, name: `Team ${scene.unique()}` } }),
  'teamMembers.list': ({ owner }) => ({ path: `/api/teams/${owner.teamId}/members` }),
  'orgMembers.update': ({ owner, mateId }) => ({
    path: `/api/orgs/${owner.orgId}/members/${mateId}`,
    body: { role: 'org_admin' },
  }),
  'orgMembers.remove': ({ owner, mateId }) => ({ path: `/api/orgs/${owner.orgId}/members/${mateId}` }),
  'orgMembers.access': ({ owner, mateId }) => ({ path: `/api/orgs/${owner.orgId}/members/${mateId}/access` }),
  'roles.list': ({ owner }) => ({ path: `/api/orgs/${owner.orgId}/roles` }),
  'roles.create': (scene) => ({
    path: `/api/orgs/${scene.owner.orgId}/roles`,
    body: { name: `r${scene.unique()}`, actions: ['deployment:restart'] },
  }),
  'roles.update': ({ owner, role }) => ({
    path: `/api/orgs/${owner.orgId}/roles/${role}`,
    body: { actions: ['deployment:read'] },
  }),
  'roles.delete': ({ owner, role }) => ({ path: `/api/orgs/${owner.orgId}/roles/${role}` }),
  'deploymentGrants.list': ({ deployment }) => ({ path: `/api/deployments/grants?name=${deployment}` }),
  'deploymentGrants.create': ({ deployment, handEmail }) => ({
    path: '/api/deployments/grants',
    body: { name: deployment, email: handEmail, role: 'viewer' },
  }),
  'deploymentGrants.delete': ({ deployment, grantId }) => ({ path: `/api/deployments/grants?name=${deployment}&id=${grantId}` }),
  'orgs.leave': ({ foreignOrgId }) => ({ path: `/api/orgs/${foreignOrgId}/leave` }),
  'orgs.transfer': ({ spareOrg }) => ({ path: `/api/orgs/${spareOrg.id}/transfer`, body: { userId: spareOrg.memberId } }),
  'orgs.deletionPlan': ({ owner }) => ({ path: `/api/orgs/${owner.orgId}/deletion` }),
  'orgs.delete': ({ spareOrg }) => ({ path: `/api/orgs/${spareOrg.id}?confirm=${spareOrg.slug}` }),
  'teams.update': (scene) => ({ path: `/api/teams/${scene.owner.teamId}`, body: { name: `Team ${scene.unique()}` } }),
  'teams.delete': ({ spareTeamId }) => ({ path: `/api/teams/${spareTeamId}` }),
  'teamMembers.add': ({ owner, handId }) => ({
    path: `/api/teams/${owner.teamId}/members`,
    body: { userId: handId, role: 'viewer' },
  }),
  'teamMembers.update': ({ owner, mateId }) => ({
    path: `/api/teams/${owner.teamId}/members/${mateId}`,
    body: { role: 'viewer' },
  }),
  'teamMembers.remove': ({ owner, mateId }) => ({ path: `/api/teams/${owner.teamId}/members/${mateId}` }),
  'teams.invite': (scene) => ({
    path: `/api/teams/${scene.owner.teamId}/invite`,
    body: { email: `i${scene.unique()}@example.com`, role: 'viewer' },
  }),
  'teamInvites.list': ({ owner }) => ({ path: `/api/teams/${owner.teamId}/invites` }),
  'orgs.invite': (scene) => ({
    path: `/api/orgs/${scene.owner.orgId}/invites`,
    body: { email: `i${scene.unique()}@example.com`, role: 'org_member' },
  }),
  'orgInvites.list': ({ owner }) => ({ path: `/api/orgs/${owner.orgId}/invites` }),
  'invites.resend': ({ invitationId }) => ({ path: `/api/invites/${invitationId}/resend` }),
  'invites.revoke': ({ invitationId }) => ({ path: `/api/invites/${invitationId}` }),
  'invites.preview': ({ invitationToken }) => ({ path: '/api/invites/preview', body: { token: invitationToken } }),
  'invites.accept': ({ invitationToken }) => ({ path: '/api/invites/accept', body: { token: invitationToken } }),
  'clients.list': () => ({ path: '/api/clients' }),
  'clients.create': (scene) => ({
    path: '/api/clients',
    body: { name: 'Sample', slug: `c${scene.unique()}`, domain: `c${scene.unique()}.example.net` },
  }),
  'clients.get': ({ clientId }) => ({ path: `/api/clients/${clientId}` }),
  'clients.update': (scene) => ({
    path: `/api/clients/${scene.clientId}`,
    body: { branding: { name: `Brand ${scene.unique()}` }, plans: ['business'] },
  }),
  'clients.delete': ({ clientId }) => ({ path: `/api/clients/${clientId}` }),
  'admin.users': () => ({ path: '/api/admin/users' }),
  'admin.user': ({ mateId }) => ({ path: `/api/admin/users/${mateId}` }),
  'admin.updateUser': ({ mateId }) => ({ path: `/api/admin/users/${mateId}`, body: { tier: 'business' } }),
  'admin.signOutUser': ({ handId }) => ({ path: `/api/admin/users/${handId}/sign-out` }),
  'admin.orgs': () => ({ path: '/api/admin/orgs' }),
  'admin.updateOrg': ({ spareOrg }) => ({ path: `/api/admin/orgs/${spareOrg.id}`, body: { plan: 'business' } }),
  'admin.metrics': () => ({ path: '/api/admin/metrics' }),
  'emailDomains.list': ({ owner }) => ({ path: `/api/orgs/${owner.orgId}/email-domains` }),
  'emailDomains.create': (scene) => ({
    path: `/api/orgs/${scene.owner.orgId}/email-domains`,
    body: { domain: `e${scene.unique()}.example.org` },
  }),
  'emailDomains.verify': ({ owner, emailDomainId }) => ({
    path: `/api/orgs/${owner.orgId}/email-domains/${emailDomainId}/verify`,
  }),
  'emailDomains.delete': ({ owner, emailDomainId }) => ({ path: `/api/orgs/${owner.orgId}/email-domains/${emailDomainId}` }),
  'v1Health.get': () => ({ path: '/api/v1/healthz' }),
  'v1Version.get': () => ({ path: '/api/v1/version' }),
  'v1Me.get': () => ({ path: '/api/v1/me' }),
  'v1Me.update': (scene) => ({ path: '/api/v1/me', body: { display_name: `Name ${scene.unique()}` } }),
  'v1MeKeys.list': () => ({ path: '/api/v1/me/api-keys' }),
  'v1MeKeys.create': () => ({ path: '/api/v1/me/api-keys', body: { name: 'sample', expires_in_hours: 1 } }),
  'v1MeKeys.delete': ({ userKeyId }) => ({ path: `/api/v1/me/api-keys/${userKeyId}` }),
  'v1Orgs.list': () => ({ path: '/api/v1/orgs' }),
  'v1Orgs.create': (scene) => ({ path: '/api/v1/orgs', body: { name: `Org ${scene.unique()}` } }),
  'v1Orgs.get': ({ owner }) => ({ path: `/api/v1/orgs/${owner.orgId}` }),
  'v1Orgs.update': (scene) => ({ path: `/api/v1/orgs/${scene.owner.orgId}`, body: { name: `Org ${scene.unique()}` } }),
  'v1Orgs.delete': ({ spareOrg }) => ({ path: `/api/v1/orgs/${spareOrg.id}` }),
  'v1OrgMembers.list': ({ owner }) => ({ path: `/api/v1/orgs/${owner.orgId}/members` }),
  'v1OrgMembers.put': ({ owner, outsiderId }) => ({
    path: `/api/v1/orgs/${owner.orgId}/members`,
    body: { user_id: outsiderId, role: 'member' },
  }),
  'v1OrgMembers.remove': ({ owner, mateId }) => ({ path: `/api/v1/orgs/${owner.orgId}/members/${mateId}` }),
  'v1OrgKeys.list': ({ owner }) => ({ path: `/api/v1/orgs/${owner.orgId}/api-keys` }),
  'v1OrgKeys.create': ({ owner }) => ({ path: `/api/v1/orgs/${owner.orgId}/api-keys`, body: { name: 'sample' } }),
  'v1OrgKeys.delete': ({ owner, orgKeyId }) => ({ path: `/api/v1/orgs/${owner.orgId}/api-keys/${orgKeyId}` }),
  'audit.list': ({ owner }) => ({ path: `/api/audit?org_id=${owner.orgId}` }),
  'audit.verify': ({ owner }) => ({ path: `/api/audit/verify?org_id=${owner.orgId}` }),
  'audit.stream': ({ owner }) => ({ path: `/api/audit/stream?org_id=${owner.orgId}` }),
  'audit.export': ({ owner }) => ({ path: `/api/audit/export?org_id=${owner.orgId}&format=csv` }),
  'auditSinks.list': ({ owner }) => ({ path: `/api/audit/sinks?org_id=${owner.orgId}` }),
  'auditSinks.create': ({ spareOrg }) => ({
    path: '/api/audit/sinks',
    body: { orgId: spareOrg.id, url: 'http://127.0.0.1:1/audit' },
  }),
  'auditSinks.update': ({ owner, sinkId }) => ({
    path: `/api/audit/sinks/${sinkId}?org_id=${owner.orgId}`,
    body: { enabled: false },
  }),
  'auditSinks.remove': ({ owner, sinkId }) => ({ path: `/api/audit/sinks/${sinkId}?org_id=${owner.orgId}` }),
  'auditSinks.test': ({ owner, sinkId }) => ({ path: `/api/audit/sinks/${sinkId}/test?org_id=${owner.orgId}` }),
  'templates.list': () => ({ path: '/api/templates' }),
  'templates.get': ({ template }) => ({ path: `/api/templates/${template}` }),
  'templates.create': (scene) => ({
    path: '/api/templates',
    body: {
      name: `t-${scene.unique()}`,
      displayName: 'Sample',
      image: 'nginx:1.29',
      visibility: 'team',
      teamId: scene.owner.teamId,
    },
  }),
  'templates.update': (scene) => ({
    path: `/api/templates/${scene.template}`,
    body: {
      displayName: `Title ${scene.unique()}`,
      image: 'nginx:1.29',
      visibility: 'team',
      teamId: scene.owner.teamId,
    },
  }),
  'templates.versions': ({ template }) => ({ path: `/api/templates/${template}/versions` }),
  'templates.version': ({ template }) => ({ path: `/api/templates/${template}/versions/1` }),
  'templates.validate': () => ({
    path: '/api/templates/validate',
    body: { spec: 'services: [{ name: web, image: "nginx:1.29" }]' },
  }),
  'templates.importCompose': () => ({
    path: '/api/templates/import-compose',
    body: { compose: 'services: { web: { image: "nginx:1.29", ports: ["8080:80"] } }' },
  }),
  'templates.generate': ({ owner }) => ({
    path: '/api/templates/generate',
    body: { prompt: 'A web server', orgId: owner.orgId },
  }),
  'templates.delete': ({ template }) => ({ path: `/api/templates/${template}` }),
  'deployments.list': ({ owner }) => ({ path: `/api/deployments?team_id=${owner.teamId}` }),
  'deployments.create': ({ owner }) => ({ path: '/api/deployments', body: { template: 'hello', teamId: owner.teamId } }),
  'deployments.status': ({ deployment }) => ({ path: `/api/deployments/status?name=${deployment}` }),
  'deployments.delete': ({ deployment }) => ({ path: '/api/deployments/delete', body: { name: deployment } }),
  'deployments.deleteByName': ({ deployment }) => ({ path: `/api/deployments/${deployment}` }),
  'deployments.getConfig': ({ deployment }) => ({ path: `/api/deployments/config?name=${deployment}` }),
  'deployments.updateConfig': (scene) => ({
    path: '/api/deployments/config',
    body: { name: scene.deployment, displayName: `Name ${scene.unique()}` },
  }),
  'deployments.restart': ({ deployment }) => ({ path: '/api/deployments/restart', body: { name: deployment } }),
  'deployments.manifest': ({ deployment }) => ({ path: `/api/deployments/manifest?name=${deployment}` }),
  'deployments.activity': ({ deployment }) => ({ path: `/api/deployments/activity?name=${deployment}` }),
  'deployments.releases': ({ deployment }) => ({ path: `/api/deployments/releases?name=${deployment}` }),
  'deployments.releaseDiff': ({ deployment }) => ({ path: `/api/deployments/releases/diff?name=${deployment}&from=1&to=2` }),
  'deployments.rollback': ({ deployment }) => ({ path: '/api/deployments/rollback', body: { name: deployment, release: 1 } }),
  'deployments.deployImage': ({ deployment }) => ({
    path: '/api/deployments/deploy-image',
    body: { name: deployment, service: 'web', image: 'node:22-alpine' },
  }),
  'deployments.scale': ({ deployment }) => ({
    path: '/api/deployments/scale',
    body: { name: deployment, service: 'web', replicas: 0 },
  }),
  'deployments.plan': ({ deployment }) => ({
    path: '/api/deployments/plan',
    body: { name: deployment, envVars: { GREETING: 'Planned' } },
  }),
  'images.list': ({ deployment }) => ({ path: `/api/images?name=${deployment}` }),
  'images.check': ({ deployment }) => ({ path: '/api/images/check', body: { name: deployment } }),
  'imageHooks.list': ({ owner }) => ({ path: `/api/hooks/images?team_id=${owner.teamId}` }),
  'imageHooks.create': (scene) => ({
    path: '/api/hooks/images',
    body: { name: `Hook ${scene.unique()}`, teamId: scene.owner.teamId },
  }),
  'imageHooks.rotate': ({ hookId }) => ({ path: `/api/hooks/images/${hookId}/rotate` }),
  'imageHooks.deliver': ({ hookId }) => ({ path: `/api/hooks/images/${hookId}`, body: { image: 'node:22-alpine' } }),
  'imageHooks.delete': ({ hookId }) => ({ path: `/api/hooks/images/${hookId}` }),
  'deployments.clusterEvents': ({ deployment }) => ({ path: `/api/deployments/cluster-events?name=${deployment}` }),
  'deployments.metrics': ({ deployment }) => ({ path: `/api/deployments/metrics?name=${deployment}` }),
  'deployments.exec': ({ deployment }) => ({ path: `/api/deployments/exec?name=${deployment}` }),
  'deployments.logs': ({ deployment }) => ({ path: `/api/deployments/logs?name=${deployment}` }),
  'customDomains.list': ({ deployment }) => ({ path: `/api/deployments/domains?name=${deployment}` }),
  'customDomains.add': (scene) => ({
    path: '/api/deployments/domains',
    body: { name: scene.deployment, host: `d${scene.unique()}.example.org` },
  }),
  'customDomains.verify': ({ deployment, domainId }) => ({
    path: '/api/deployments/domains/verify',
    body: { name: deployment, id: domainId },
  }),
  'customDomains.remove': ({ deployment, domainId }) => ({
    path: `/api/deployments/domains?name=${deployment}&id=${domainId}`,
  }),
  'deployments.startCanary': ({ live }) => ({
    path: '/api/deployments/canary',
    body: { name: live, service: 'web', image: 'node:22-alpine', weight: 10 },
  }),
  'deployments.weighCanary': ({ withCanary }) => ({ path: '/api/deployments/canary', body: { name: withCanary, weight: 20 } }),
  'deployments.promoteCanary': ({ withCanary }) => ({ path: '/api/deployments/canary/promote', body: { name: withCanary } }),
  'deployments.abortCanary': ({ withCanary }) => ({ path: '/api/deployments/canary/abort', body: { name: withCanary } }),
  'events.stream': ({ owner }) => ({ path: `/api/events?team_id=${owner.teamId}` }),
};

type People = Pick<
  Scene,
  | 'mateId'
  | 'handId'
  | 'handEmail'
  | 'outsiderId'
  | 'spareOrg'
  | 'spareTeamId'
  | 'foreignOrgId'
  | 'invitationId'
  | 'invitationToken'
>;

/** Members of the owner's organization, and organizations and teams that may go. */
async function setPeople(server: TestServer, owner: Person, unique: () => string): Promise<People> {
  const join = async (name: string, role: string): Promise<Person> => {
    const email = `${name}${unique()}@example.com`;
    await server.signIn(email);
    return await server.addMember(email, owner, role);
  };
  const mate = await join('mate', 'developer');
  const hand = await join('hand', 'org_member');
  const foreign = await server.signIn(`host${unique()}@example.com`);
  await server.addMember(owner.email, foreign, 'org_admin');
  // To be added somewhere is to work there from then on.
  await owner.post('/api/session/team', { teamId: owner.teamId });
  const { body: spare } = await owner.post('/api/orgs', { name: `Spare ${unique()}` });
  const { body: spareTeams } = await owner.get(`/api/teams?org_id=${spare.id}`);
  await server.addMember(mate.email, { orgId: spare.id, teamId: spareTeams[0].id }, 'org_member');
  const team = await owner.post('/api/teams', { orgId: owner.orgId, name: `Spare ${unique()}` });
  const waiting = await owner.post(`/api/teams/${owner.teamId}/invite`, { email: `w${unique()}@example.com`, role: 'viewer' });
  const own = await foreign.post(`/api/teams/${foreign.teamId}/invite`, { email: owner.email, role: 'viewer' });
  return {
    invitationId: waiting.body.id,
    invitationToken: own.body.link.split('token=')[1],
    mateId: mate.userId,
    handId: hand.userId,
    handEmail: hand.email,
    outsiderId: foreign.userId,
    spareOrg: { id: spare.id, slug: spare.slug, memberId: mate.userId },
    spareTeamId: team.body.id,
    foreignOrgId: foreign.orgId,
  };
}

/** Ways to sign in and a refresh token of the owner, as sign-in leaves them. */
async function putProofs(server: TestServer, owner: Person): Promise<Pick<Scene, 'identityId' | 'refreshToken'>> {
  const ids = createIds(systemClock);
  const now = systemClock.now();
  const later = new Date(now.getTime() + 3_600_000);
  const [familyId, refreshToken, identityId] = [ids.uuid(), ids.token(), ids.uuid()];
  await server.app.database.system('test', async (tx) => {
    for (const id of [identityId, ids.uuid()]) {
      const account = { issuer: 'https://id.test', subject: id, provider: 'test', email: owner.email };
      await tx
        .insertInto('identities')
        .values({ id, user_id: owner.userId, ...account, created_at: now, last_used_at: now })
        .execute();
    }
    const where = { ip_address: '', user_agent: '', created_at: now, expires_at: later };
    await tx
      .insertInto('token_families')
      .values({ id: familyId, user_id: owner.userId, ...where })
      .execute();
    const token = { token_hash: sha256(refreshToken), family_id: familyId, created_at: now, expires_at: later };
    await tx.insertInto('refresh_tokens').values(token).execute();
  });
  return { identityId, refreshToken };
}

async function setDevices(server: TestServer, owner: Person): Promise<Pick<Scene, 'userCode' | 'deviceCode' | 'shownKey'>> {
  const [waiting, approved, own] = await Promise.all([
    server.anybody.post('/api/device/code', { client: 'scene' }),
    server.anybody.post('/api/device/code', { client: 'scene' }),
    owner.post('/api/keys', { name: 'shown', scopes: ['orgs:read'] }),
  ]);
  await owner.post(`/api/device/${approved.body.userCode}/approve`, {});
  return { userCode: waiting.body.userCode, deviceCode: approved.body.deviceCode, shownKey: own.body.key };
}

/** Makes everything that samples refer to, new. */
/** A deployment that is ready. */
async function setLive(server: TestServer, owner: Person): Promise<{ namespace: string; name: string }> {
  const { body } = await owner.post('/api/deployments', { template: 'hello', teamId: owner.teamId });
  await server.settle();
  const key = { namespace: String(body.namespace), name: String(body.name) };
  server.cluster.report(key, { phase: 'Ready' });
  const states = async () => (await owner.get(`/api/deployments/releases?name=${key.name}`)).body;
  await waitUntil(async () => (await states())[0].state === 'live', { describe: `${key.name} is live` });
  return key;
}

async function setCanary(server: TestServer, owner: Person): Promise<string> {
  const key = await setLive(server, owner);
  await owner.post('/api/deployments/canary', { name: key.name, service: 'web', image: 'node:22-alpine', weight: 10 });
  await server.settle();
  const canary = { service: 'web', image: 'node:22-alpine', weight: 10, replicas: 1, readyReplicas: 1, state: 'Ready' } as const;
  server.cluster.report(key, { phase: 'Ready', canary });
  const phase = async () => (await owner.get(`/api/deployments/status?name=${key.name}`)).body.canary.phase;
  await waitUntil(async () => (await phase()) === 'running', { describe: `the canary of ${key.name} runs` });
  return key.name;
}

/** An organization has only few, so the scenes of one owner share it. */
async function setSink(owner: Person): Promise<string> {
  const { body: sinks } = await owner.get(`/api/audit/sinks?org_id=${owner.orgId}`);
  if (sinks.length > 0) return sinks[0].id;
  return (await owner.post('/api/audit/sinks', { orgId: owner.orgId, url: 'http://127.0.0.1:1/audit' })).body.id;
}

export async function setScene(server: TestServer, owner: Person): Promise<Scene> {
  let count = 0;
  const unique = () => `${owner.teamId.slice(-6)}${(count += 1)}x${Math.trunc(performance.now())}`;
  const deployment = await owner.post('/api/deployments', { template: 'hello', teamId: owner.teamId });
  // A second release, so that there is one to compare with and one to go back to.
  await owner.put('/api/deployments/config', { name: deployment.body.name, envVars: { GREETING: 'Second' } });
  const team = { visibility: 'team', teamId: owner.teamId };
  const template = await owner.post('/api/templates', { name: `t-${unique()}`, displayName: 'T', image: 'nginx:1.29', ...team });
  const key = await owner.post('/api/keys', { name: 'scene', scopes: ['orgs:read'] });
  const hook = await owner.post('/api/hooks/images', { name: `Hook ${unique()}`, teamId: owner.teamId });
  const userKey = await owner.post('/api/v1/me/api-keys', { name: 'scene' });
  const emailDomain = await owner.post(`/api/orgs/${owner.orgId}/email-domains`, { domain: `m${unique()}.example.org` });
  server.dns.set(emailDomain.body.record.name, 'TXT', emailDomain.body.record.value);
  const orgKey = await owner.post(`/api/orgs/${owner.orgId}/keys`, { kind: 'pair', name: 'scene' });
  await server.signIn(owner.email);
  const sessions = await owner.get('/api/sessions');
  const other = sessions.body.find((session: { current: boolean }) => !session.current);
  const claim = { name: deployment.body.name, host: `c${unique()}.example.org` };
  const domain = await owner.post('/api/deployments/domains', claim);
  server.dns.set(domain.body.records[0].name, 'TXT', domain.body.records[0].value);
  const client = await owner.post('/api/clients', { name: 'Scene', slug: `s${unique()}`, domain: `s${unique()}.example.net` });
  const people = await setPeople(server, owner, unique);
  const role = await owner.post(`/api/orgs/${owner.orgId}/roles`, { name: `r${unique()}`, actions: ['deployment:restart'] });
  const guest = await server.signIn(`guest${unique()}@example.com`);
  const grant = await owner.post('/api/deployments/grants', { name: deployment.body.name, email: guest.email, role: 'viewer' });
  await server.settle();
  return {
    ...people,
    ...(await setDevices(server, owner)),
    owner,
    unique,
    deployment: deployment.body.name,
    live: (await setLive(server, owner)).name,
    withCanary: await setCanary(server, owner),
    template: template.body.name,
    keyId: key.body.id,
    orgKeyId: orgKey.body.id,
    userKeyId: userKey.body.id,
    emailDomainId: emailDomain.body.id,
    sessionId: other.id,
    sinkId: await setSink(owner),
    ...(await putProofs(server, owner)),
    hookId: hook.body.id,
    role: role.body.name,
    grantId: grant.body.id,
    clientId: client.body.id ?? crypto.randomUUID(),
    domainId: domain.body.id,
  };
}

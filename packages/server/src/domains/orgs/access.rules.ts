/**
 * Who may do what: the permission policy of the whole product, as data.
 *
 * An auditor reads the whole organization and changes nothing. What every member may do, whatever his role, is granted to
 * `org:*`. Organizations make roles of their own out of these actions (role.rules.ts says which can be in one).
 *
 * An owner or administrator of an organization acts as team administrator in each of its teams. A platform administrator has
 * no way into organizations that are not his: he runs the platform, not his tenants' work. `sees` says for whom a resource
 * exists at all; for all others it is not found. The actions here and those that the contracts name are the same set, and
 * the whole matrix is a golden file (packages/server/test/policy.test.ts).
 */
import type { AuthzResource } from '../../platform/authz/engine.ts';

const orgLeads = ['org:org_owner', 'org:org_admin'] as const;
/** An auditor reads what there is and what was done, and neither logs nor shells: what apps print may hold secrets. */
const orgReaders = [...orgLeads, 'org:org_auditor'] as const;
const orgWorkers = [...orgLeads, 'org:org_member'] as const;
const teamReaders = [...orgReaders, 'team:*'] as const;
const logReaders = [...orgLeads, 'team:*'] as const;
const teamWriters = [...orgLeads, 'team:team_admin', 'team:developer'] as const;
const teamLeads = [...orgLeads, 'team:team_admin'] as const;

type Visibility = 'private' | 'team' | 'org' | 'public';

/** The same holders, where the template has this visibility. */
function where<const H extends string>(visibility: Visibility, holders: readonly H[]): { to: H; visibility: Visibility[] }[] {
  return holders.map((to) => ({ to, visibility: [visibility] }));
}

const templateReaders = [
  ...where('public', ['signedIn']),
  ...where('org', ['org:*']),
  ...where('team', teamReaders),
  ...where('private', ['owner']),
];

export const accessPolicy = {
  actions: {
    'platform:read': { allow: ['platform:platform_admin'], doc: 'See what belongs to the whole platform, such as its clients' },
    'platform:users': { allow: ['platform:platform_admin'], doc: 'Promote, disable and sign out users' },
    'platform:orgs': { allow: ['platform:platform_admin'], doc: 'Give organizations a plan and a client' },
    'platform:backups': { allow: ['platform:platform_admin'], doc: 'Back the platform up and prove backups' },
    'platform:jobs': { allow: ['platform:platform_admin'], doc: 'Retry and cancel the work of the platform' },
    'platform:audit': { allow: ['platform:platform_admin'], doc: 'Read what was done in all organizations' },
    'platform:secret-store': { allow: ['platform:platform_admin'], doc: 'Choose where secrets are kept' },
    'platform:encryption': { allow: ['platform:platform_admin'], doc: 'Give organizations new keys' },
    'platform:clients': { allow: ['platform:platform_admin'], doc: 'Make, change and delete white-label clients' },
    'platform_action:read': { allow: ['signedIn'], doc: 'See what the platform offers to be done with clusters' },
    'platform_action:write': { allow: ['platform:platform_admin'], doc: 'Say what the platform offers to be done with clusters' },
    'org:read': { allow: ['org:*'], doc: 'See the organization and its members' },
    'org:update': { allow: orgLeads, doc: 'Change the organization' },
    'org:members': { allow: orgLeads, doc: 'Change roles of members and remove them' },
    'org:keys': { allow: orgLeads, doc: 'Make and revoke keys of the organization' },
    'org:domains': { allow: orgLeads, doc: 'Claim and prove e-mail domains whose people join' },
    'org:secrets': { allow: orgLeads, doc: 'See which secrets the organization has, set and delete them' },
    'org:leave': { allow: ['org:*'], doc: 'Leave the organization' },
    'org:transfer': { allow: ['org:org_owner'], doc: 'Make another member the owner' },
    'org:delete': { allow: ['org:org_owner'], doc: 'Delete the organization with everything in it' },
    'audit:read': { allow: orgReaders, doc: 'Read what was done in the organization' },
    'access:read': { allow: orgReaders, doc: 'See what a member may do, and why' },
    'role:read': { allow: ['org:*'], doc: 'See the roles of the organization and what they hold' },
    'role:write': { allow: orgLeads, doc: 'Make, change and delete roles of the organization' },
    'credential:read': { allow: ['org:*'], doc: 'See credentials of providers, without their secrets' },
    'credential:create': { allow: orgLeads, doc: 'Keep credentials of providers' },
    'credential:update': { allow: orgLeads, doc: 'Change credentials and replace their secrets' },
    'credential:delete': { allow: orgLeads, doc: 'Delete credentials' },
    'credential:test': { allow: orgLeads, doc: 'Ask providers whether they take a credential' },
    'credential:reveal': { allow: orgLeads, doc: 'Read the secrets of credentials' },
    'ssh_key:read': { allow: ['org:*'], doc: 'See SSH keys and their public halves' },
    'ssh_key:create': { allow: orgLeads, doc: 'Make SSH keys and take them in' },
    'ssh_key:delete': { allow: orgLeads, doc: 'Delete SSH keys' },
    'ssh_key:reveal': { allow: orgLeads, doc: 'Read and download private halves of SSH keys' },
    'load_balancer:read': { allow: ['org:*'], doc: 'See load balancers' },
    'load_balancer:create': { allow: orgLeads, doc: 'Describe load balancers' },
    'load_balancer:update': { allow: orgLeads, doc: 'Change load balancers' },
    'load_balancer:delete': { allow: orgLeads, doc: 'Delete load balancers' },
    'dns_domain:read': { allow: ['org:*'], doc: 'See domains whose records are kept' },
    'dns_domain:create': { allow: orgLeads, doc: 'Have the records of a domain kept' },
    'dns_domain:update': { allow: orgLeads, doc: 'Change domains whose records are kept' },
    'dns_domain:delete': { allow: orgLeads, doc: 'Delete domains with their records' },
    'dns_record:read': { allow: ['org:*'], doc: 'See records of domains' },
    'dns_record:create': { allow: orgLeads, doc: 'Make records' },
    'dns_record:update': { allow: orgLeads, doc: 'Change records' },
    'dns_record:delete': { allow: orgLeads, doc: 'Delete records' },
    'server:read': { allow: ['org:*'], doc: 'See servers and how far they are set up' },
    'server:create': { allow: orgLeads, doc: 'Describe servers' },
    'server:update': { allow: orgLeads, doc: 'Change servers, set their status and forget their host keys' },
    'server:delete': { allow: orgLeads, doc: 'Forget servers' },
    'server:logs': { allow: orgLeads, doc: 'Read what was done on servers' },
    'node_pool:read': { allow: ['org:*'], doc: 'See node pools and what is attached to them' },
    'node_pool:create': { allow: orgLeads, doc: 'Make node pools' },
    'node_pool:update': { allow: orgLeads, doc: 'Change node pools, attach to them and detach' },
    'node_pool:delete': { allow: orgLeads, doc: 'Delete node pools' },
    'node_metadata:read': { allow: ['org:*'], doc: 'See labels, annotations and taints of nodes' },
    'node_metadata:create': { allow: orgLeads, doc: 'Keep labels, annotations and taints for node pools' },
    'node_metadata:update': { allow: orgLeads, doc: 'Change labels, annotations and taints wherever they are attached' },
    'node_metadata:delete': { allow: orgLeads, doc: 'Delete labels, annotations and taints' },
    'cluster:read': { allow: ['org:*'], doc: 'See clusters, what they consist of and what they lack' },
    'cluster:create': { allow: orgLeads, doc: 'Describe clusters' },
    'cluster:update': { allow: orgLeads, doc: 'Change clusters and their metadata, attach to them and detach' },
    'cluster:delete': { allow: orgLeads, doc: 'Delete clusters' },
    'cluster:reveal': { allow: orgLeads, doc: 'Read what nodes join clusters with, and their kubeconfigs' },
    'cluster:kubeconfig': { allow: orgLeads, doc: 'Keep and forget kubeconfigs of clusters' },
    'cluster:issue': { allow: orgLeads, doc: 'Get short-lived kubeconfigs for clusters' },
    'audit:sinks': { allow: orgLeads, doc: 'Deliver what was done to webhooks' },
    'team:create': { allow: orgLeads, doc: 'Create teams' },
    'team:read': { allow: teamReaders, doc: 'See the team and its members' },
    'team:update': { allow: teamLeads, doc: 'Rename the team' },
    'team:delete': { allow: orgLeads, doc: 'Delete the team' },
    'team:members': { allow: teamLeads, doc: 'Add members to the team, change their roles and remove them' },
    'template:read': { allow: templateReaders, doc: 'See and use the template' },
    'template:create': {
      allow: [
        ...where('private', orgWorkers),
        ...where('team', teamLeads),
        ...where('org', orgLeads),
        ...where('public', ['platform:platform_admin']),
      ],
      doc: 'Create templates of this visibility',
    },
    'template:update': {
      allow: [
        ...where('private', ['owner']),
        ...where('team', teamLeads),
        ...where('org', orgLeads),
        ...where('public', ['platform:platform_admin']),
      ],
      doc: 'Change the template',
    },
    'template:generate': { allow: teamWriters, doc: 'Let a model write drafts of templates' },
    'template:delete': {
      allow: [
        ...where('private', ['owner']),
        ...where('team', teamLeads),
        ...where('org', orgLeads),
        ...where('public', ['platform:platform_admin']),
      ],
      doc: 'Delete the template',
    },
    'template:share': {
      allow: [...where('private', ['owner']), ...where('team', teamLeads), ...where('org', orgLeads)],
      doc: 'Share the template with guests, and see its guests',
    },
    'hook:read': { allow: teamReaders, doc: 'See the hooks of a team' },
    'hook:create': { allow: teamWriters, doc: 'Make hooks that tell of new images' },
    'hook:rotate': { allow: teamWriters, doc: 'Give hooks new secrets' },
    'hook:delete': { allow: teamWriters, doc: 'Delete hooks' },
    'deployment:read': { allow: teamReaders, doc: 'See deployments and their status' },
    'deployment:logs': { allow: logReaders, doc: 'Read logs of deployments' },
    'deployment:create': { allow: teamWriters, doc: 'Deploy apps' },
    'deployment:update': { allow: teamWriters, doc: 'Change what is wanted of a deployment' },
    'deployment:restart': { allow: teamWriters, doc: 'Restart deployments' },
    'deployment:exec': { allow: teamWriters, doc: 'Run commands in the containers of deployments' },
    'deployment:secret-keys': { allow: teamReaders, doc: 'See which secrets a deployment has, never their values' },
    'deployment:secrets': {
      allow: [...teamLeads, 'owner'],
      doc: 'Set and delete secrets of the deployment; the owner only while he may change it',
    },
    'deployment:share': { allow: teamLeads, doc: 'Share a deployment with guests, and see its guests' },
    'deployment:delete': { allow: teamWriters, doc: 'Delete deployments' },
  },
  sees: {
    platform: ['platform:platform_admin'],
    platform_action: ['signedIn'],
    org: ['org:*'],
    team: teamReaders,
    template: templateReaders,
    deployment: teamReaders,
    hook: teamReaders,
  },
} as const;

export type Action = keyof typeof accessPolicy.actions;

/** Nouns that an organization has as a whole. */
const ofOrgs: ReadonlySet<string> = new Set([
  'audit',
  'role',
  'access',
  'credential',
  'ssh_key',
  'load_balancer',
  'dns_domain',
  'dns_record',
  'server',
  'node_metadata',
  'node_pool',
  'cluster',
]);

/** Actions of which the thing is the outcome and not the object. */
const notOnOne: ReadonlySet<Action> = new Set(['deployment:create', 'template:create', 'template:generate']);

/** What a question about an action in the current team is asked of, by the first half of the action's name. */
export function resourceTypeOf(action: Action): string {
  const [noun] = action.split(':');
  if (noun !== undefined && ofOrgs.has(noun)) return 'org';
  if (action === 'team:create' || action === 'template:generate') return 'org';
  if (action === 'deployment:create' || action === 'hook:create') return 'team';
  return noun ?? action;
}

export const actions: readonly Action[] = Object.keys(accessPolicy.actions).filter((name): name is Action =>
  Object.hasOwn(accessPolicy.actions, name),
);

/** What may be done to one thing, for views that say what is possible; to make another of its kind is nothing that is done to it. */
export function allowedActions(
  ctx: { can(action: Action, resource: AuthzResource): boolean },
  resource: AuthzResource,
): Action[] {
  return actions.filter((action) => action.startsWith(`${resource.type}:`) && !notOnOne.has(action) && ctx.can(action, resource));
}

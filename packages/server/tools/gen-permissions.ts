/** Writes docs/permissions.md: who may do what, by task, asked of the policy itself. */
import { accessPolicy, type Action, actions } from '../src/domains/orgs/access.rules.ts';
import {
  actionsOfBuiltIn,
  isDelegable,
  orgRoleNames,
  sharedActionsOfBuiltIn,
  teamRoleNames,
} from '../src/domains/orgs/role.rules.ts';
import { contracts } from '../src/contracts.ts';
import { finish, writeGenerated } from './generated-file.ts';

const roles = [...orgRoleNames, ...teamRoleNames];
const titles: Readonly<Record<(typeof roles)[number], string>> = {
  org_owner: 'Owner',
  org_admin: 'Admin',
  org_auditor: 'Auditor',
  org_member: 'Member',
  team_admin: 'Team admin',
  developer: 'Developer',
  viewer: 'Viewer',
};

const groups: readonly (readonly [string, readonly string[]])[] = [
  ['Organization', ['org', 'access', 'role', 'audit']],
  ['Teams', ['team']],
  ['Apps', ['deployment', 'hook']],
  ['Templates', ['template']],
];

function nounOf(action: string): string {
  return action.split(':')[0] ?? '';
}

function routesOf(action: Action): string {
  const routes = contracts.filter(({ access }) => access.kind === 'action' && access.action === action);
  return routes.map(({ method, path }) => `\`${method} ${path}\``).join('<br>');
}

function table(of: readonly Action[]): string {
  const held = new Map(roles.map((role) => [role, actionsOfBuiltIn(role)]));
  const rows = of.map((action) => {
    const cells = roles.map((role) => (held.get(role)?.includes(action) === true ? 'yes' : ''));
    const { doc } = accessPolicy.actions[action];
    return [doc, `\`${action}\``, ...cells, isDelegable(action) ? 'yes' : ''];
  });
  const head = ['To', 'Action', ...roles.map((role) => titles[role]), 'In own roles'];
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

function section(title: string, of: readonly Action[]): string {
  return of.length === 0 ? '' : `### ${title}\n\n${table(of)}\n\n`;
}

function tasks(): string {
  const named = new Set(groups.flatMap(([, nouns]) => nouns));
  const rest = actions.filter((action) => !named.has(nounOf(action)));
  const known = groups.map(([title, nouns]) => {
    return section(
      title,
      actions.filter((action) => nouns.includes(nounOf(action))),
    );
  });
  return [...known, section('The rest', rest)].join('');
}

function routeTable(): string {
  const rows = actions.map((action) => `| \`${action}\` | ${routesOf(action)} |`);
  return ['| Action | Routes |', '| --- | --- |', ...rows].join('\n');
}

function guestList(role: string, type = 'deployment'): string {
  return sharedActionsOfBuiltIn(role, type)
    .map((action) => `\`${action}\``)
    .join(', ');
}

const page = `# Who may do what

This page is made from the permission policy (\`packages/server/src/domains/orgs/access.rules.ts\`) by \`npm run gen\`; the policy is
what the server asks, so the page cannot differ from it. A test asks the same of every route, for every role, at home, in another team
and in another organization (\`packages/server/test/golden/route-permissions.txt\`).

## Roles

Roles of an organization count in all of it:

- **Owner**: everything. One in each organization; he passes ownership on, and only he deletes the organization.
- **Admin**: leads the organization and is team admin in every team of it.
- **Auditor**: reads the organization, its members, teams, templates, apps (status, configuration, events, releases) and the audit
  trail. He changes nothing, and has neither logs nor shells nor values of secrets: what apps print may hold secrets.
- **Member**: belongs to it and works in the teams that he is put into.

Roles of a team count in that team: **Team admin**, **Developer** and **Viewer**. Who has both has both. A platform administrator runs
the installation and has no way into organizations that are not his.

What somebody may not see does not exist for him: the answer is 404. 403 means that he sees it and may not do this.

An invitation never takes anything away: it raises a member along member, auditor, admin, and leaves alone whoever has a role of the
organization's own.

## By task

"yes" means in the place where the role counts. Templates are different by who sees them: a private one is its owner's alone, a team's
is changed by those who lead the team, an organization's by those who lead the organization, and a public one by platform
administrators.

${tasks()}## Roles of your own

\`moorage roles create restarter --action deployment:restart\` makes a role out of actions; it is given like any other, to a member of
the organization (it counts in all of it then) or of a team (it counts there). Reading comes along: whoever restarts apps sees them.
Nobody puts an action into a role that he does not have himself, and nobody gives or takes away a role that holds more than he does.
What only an owner does, and making keys of the organization, can be in no role. A change counts at once, everywhere; a role that
somebody has is not deleted. An action that a later version no longer knows counts for nothing, and is shown with the role.

## Guests

\`moorage grants create hello ada@example.com --role viewer\` gives somebody who has signed in here a role on one deployment, in the
organization or not. He finds it in his list of deployments and sees nothing else: not the team, not the organization, not the
deployment beside it. As viewer: ${guestList('viewer')}. As developer: ${guestList('developer')}. He never
shares it on. A grant ends with its deployment, when it is taken back, or at its time.

\`moorage grants create --template shop ada@example.com\` does the same for a template that is not public: he finds it among his
templates, reads it and its versions, and deploys from it in his own teams. As viewer: ${guestList('viewer', 'template')}. As developer:
${guestList('developer', 'template')}. Of its versions he sees those since it was last moved: what it was before belongs to those who had
it then. Taking the role back leaves what he deployed.

## Keys and machines

A key of a user never exceeds its owner's role, and its scopes limit it further. A key of an organization is a machine with a role of
its own. Routes about accounts and keys take none of them.

## Actions and their routes

${routeTable()}
`;

finish([writeGenerated('docs/permissions.md', page)]);

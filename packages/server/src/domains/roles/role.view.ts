import type { z } from 'zod';
import {
  accessPolicy,
  type Action,
  actionsOfBuiltIn,
  orgRoleNames,
  resolveActions,
  teamRoleNames,
  unknownActions,
} from '../orgs/index.ts';
import { actionsOn } from './grant.view.ts';
import type { accessView, roleView } from './role.contract.ts';

export interface RoleRow {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly actions: readonly string[];
  readonly holder_count: number;
}

export interface HeldRole {
  readonly kind: string;
  readonly id: string;
  readonly name: string;
  readonly role: string;
  readonly role_name: string | null;
  readonly actions: readonly string[] | null;
  readonly expires_at: Date | null;
}

export type RoleView = z.input<typeof roleView>;
export type AccessView = z.input<typeof accessView>;

const builtIn: Readonly<Record<(typeof orgRoleNames)[number] | (typeof teamRoleNames)[number], string>> = {
  org_owner: 'Everything, in every team; one in each organization',
  org_admin: 'Leads the organization and every team of it; neither deletes nor gives it away',
  org_auditor: 'Reads the organization, its teams, apps and audit trail; no logs, no shells, no changes',
  org_member: 'Belongs to the organization; works in the teams that it is put into',
  team_admin: 'Leads one team: its members, templates and apps',
  developer: 'Runs the apps of one team',
  viewer: 'Reads the apps of one team and their logs',
};

function withDocs(names: readonly Action[]): RoleView['actions'] {
  return names.map((action) => ({ action, doc: accessPolicy.actions[action].doc }));
}

export function builtInRoles(): RoleView[] {
  const view = (name: keyof typeof builtIn, level: 'org' | 'team'): RoleView => ({
    name,
    description: builtIn[name],
    isBuiltIn: true,
    levels: [level],
    actions: withDocs(actionsOfBuiltIn(name)),
    unknownActions: [],
    holderCount: 0,
  });
  return [...orgRoleNames.map((name) => view(name, 'org')), ...teamRoleNames.map((name) => view(name, 'team'))];
}

export function roleToView(row: RoleRow): RoleView {
  return {
    name: row.name,
    description: row.description,
    isBuiltIn: false,
    levels: ['org', 'team'],
    actions: withDocs(resolveActions(row.actions, 'org')),
    unknownActions: [...unknownActions(row.actions)],
    holderCount: row.holder_count,
  };
}

type Source = AccessView['sources'][number];

function kindOf(kind: string): Source['kind'] {
  return kind === 'org' || kind === 'team' || kind === 'deployment' ? kind : 'template';
}

function sourceOf(held: HeldRole): Source {
  const kind = kindOf(held.kind);
  const isPlace = kind === 'org' || kind === 'team';
  const own = held.actions;
  const ofPlace = (level: 'org' | 'team') => (own === null ? actionsOfBuiltIn(held.role) : resolveActions(own, level));
  const names = isPlace ? ofPlace(kind) : actionsOn(kind, held);
  const expiresAt = held.expires_at?.toISOString() ?? null;
  return { kind, id: held.id, name: held.name, role: held.role_name ?? held.role, actions: [...names], expiresAt };
}

function reason({ kind, name, role }: Source): string {
  return kind === 'org' ? `${role} of the organization` : `${role} of ${kind} ${name}`;
}

/** Why somebody may do what: each action with the roles that give it. */
export function accessToView(user: { readonly id: string; readonly email: string }, held: readonly HeldRole[]): AccessView {
  const sources = held.map(sourceOf);
  const may = Object.entries(accessPolicy.actions).flatMap(([action, { doc }]) => {
    const because = sources.filter((source) => source.actions.includes(action)).map(reason);
    return because.length === 0 ? [] : [{ action, doc, because }];
  });
  return { userId: user.id, email: user.email, sources, may };
}

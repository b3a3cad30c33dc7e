/** People say a name, a slug or an address; the API wants the id. */
import type { Client } from '@moorage/sdk/client';
import type { Me, Member, Org, Team } from '@moorage/sdk/types';
import { dataOf, usageFailure } from '../failure.ts';

interface Wanted<T> {
  readonly what: string;
  readonly text: string;
  /** Everything by which one of them is known, most telling first. */
  readonly names: (row: T) => readonly string[];
  /** What tells two of the same name apart. */
  readonly id: (row: T) => string;
  /** The command that lists them. */
  readonly list: string;
}

/** The one that is meant. An id or a slug wins over a name; a name that several have is refused with what tells them apart. */
export function pickOne<T>(rows: readonly T[], { what, text, names, id, list }: Wanted<T>): T {
  const wanted = text.trim().toLowerCase();
  const depth = Math.max(0, ...rows.map((row) => names(row).length));
  for (let index = 0; index < depth; index += 1) {
    const found = rows.filter((row) => names(row)[index]?.toLowerCase() === wanted);
    const [first] = found;
    if (found.length > 1) throw usageFailure(`Several are called "${text}".`, `Say which: ${found.map(id).join(', ')}.`);
    if (first !== undefined) return first;
  }
  throw usageFailure(`There is no ${what} "${text}" that you can see.`, `List them with \`${list}\`.`);
}

function pickOrg(orgs: readonly Org[], text: string): Org {
  const names = (org: Org): string[] => [org.id, org.slug, org.name];
  return pickOne(orgs, { what: 'organization', text, names, id: (org) => org.slug, list: 'moorage orgs list' });
}

function currentId(me: Me, of: 'currentOrgId' | 'currentTeamId'): string {
  const id = me[of];
  if (id !== null) return id;
  throw usageFailure('You are in no team.', 'Create an organization with `moorage orgs create`, or ask for an invitation.');
}

/** The organization of this name, slug or id; the current one when none is named. */
export async function findOrg(client: Client, text: string | undefined): Promise<Org> {
  if (text !== undefined) return pickOrg(dataOf(await client.orgs.list()), text);
  const orgId = currentId(dataOf(await client.me.get()), 'currentOrgId');
  return dataOf(await client.orgs.get({ params: { orgId } }));
}

/** The team of this name or id, in this organization where one is named; the current one when none is. */
export async function findTeam(client: Client, text: string | undefined, orgText?: string): Promise<Team> {
  const query = orgText === undefined ? {} : { org_id: (await findOrg(client, orgText)).id };
  const teams = dataOf(await client.teams.list({ query }));
  const wanted = text ?? currentId(dataOf(await client.me.get()), 'currentTeamId');
  const names = (team: Team): string[] => [team.id, team.name];
  return pickOne(teams, { what: 'team', text: wanted, names, id: (team) => team.id, list: 'moorage teams list' });
}

/** The member of this address, name or id. */
export function pickMember(members: readonly Member[], text: string): Member {
  const names = (member: Member): string[] => [member.userId, member.email, member.name];
  return pickOne(members, { what: 'member', text, names, id: (member) => member.email, list: 'moorage members list' });
}

/** Where members are: in a team, or in an organization as a whole. */
export type Place = { readonly kind: 'org'; readonly org: Org } | { readonly kind: 'team'; readonly team: Team };

/** The place that the flags name: the team where one is named, else the organization, else the current organization. */
export async function findPlace(client: Client, flags: { readonly org?: string; readonly team?: string }): Promise<Place> {
  if (flags.team !== undefined) return { kind: 'team', team: await findTeam(client, flags.team, flags.org) };
  return { kind: 'org', org: await findOrg(client, flags.org) };
}

/** The members of a place. */
export async function membersOf(client: Client, place: Place): Promise<readonly Member[]> {
  if (place.kind === 'team') return dataOf(await client.teamMembers.list({ params: { teamId: place.team.id } }));
  return dataOf(await client.orgMembers.list({ params: { orgId: place.org.id } }));
}

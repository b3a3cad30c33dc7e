import type { Belonging } from './identity.ports.ts';

function sorted(roles: Readonly<Record<string, string>>): readonly (readonly [string, string])[] {
  return Object.entries(roles).toSorted(([left], [right]) => (left < right ? -1 : 1));
}

/** The roles of a user as one text, equal when and only when they are. */
export function rightsOf(
  platformRole: string | undefined,
  { orgRoles, teamRoles, sets }: Pick<Belonging, 'orgRoles' | 'teamRoles' | 'sets'>,
): string {
  return JSON.stringify([platformRole ?? null, sorted(orgRoles), sorted(teamRoles), ...(sets === undefined ? [] : [sets])]);
}

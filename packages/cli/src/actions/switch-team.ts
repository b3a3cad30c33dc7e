/** Which team one works in; the server remembers it for keys and for new sessions. */
import type { Client } from '@moorage/sdk/client';
import type { Org, Team } from '@moorage/sdk/types';
import { dataOf, usageFailure } from '../failure.ts';
import { findOrg, findTeam } from './find.ts';

async function makeCurrent(client: Client, team: Team): Promise<Team> {
  dataOf(await client.session.switchTeam({ body: { teamId: team.id } }));
  return team;
}

/** Makes the team the current one. */
export async function switchTeam(client: Client, text: string, orgText: string | undefined): Promise<Team> {
  return await makeCurrent(client, await findTeam(client, text, orgText));
}

/** Makes a team of the organization the current one: the first by name, unless one of it is current already. */
export async function switchOrg(client: Client, text: string): Promise<{ readonly org: Org; readonly team: Team }> {
  const org = await findOrg(client, text);
  const teams = dataOf(await client.teams.list({ query: { org_id: org.id } }));
  const { currentTeamId } = dataOf(await client.me.get());
  const [first] = teams.toSorted((left, right) => left.name.localeCompare(right.name, 'en'));
  const team = teams.find(({ id }) => id === currentTeamId) ?? first;
  if (team === undefined)
    throw usageFailure(`You are in no team of ${org.name}.`, 'Ask one of its administrators to add you to one.');
  return { org, team: await makeCurrent(client, team) };
}

/** What an API key may do, as the server knows it. */
import type { ApiKeyCreate } from '@moorage/sdk/types';
import { usageFailure } from '../failure.ts';

type Scope = ApiKeyCreate['scopes'][number];

const nouns = ['deployments', 'templates', 'secrets', 'orgs', 'teams', 'infra'] as const;

/** All of them. */
export const allScopes: readonly Scope[] = nouns.flatMap((noun): Scope[] => [`${noun}:read`, `${noun}:write`]);

/** Never without being asked for. */
const platformScopes: readonly Scope[] = ['platform:read', 'platform:write'];
const knownScopes: readonly Scope[] = [...allScopes, ...platformScopes];

/** For the help of a flag. */
export const scopesText = `${allScopes.join(', ')}, or for those who run the platform ${platformScopes.join(', ')}`;

/** The scopes of a flag; all but the platform's when it is absent. */
export function parseScopes(wanted: readonly string[] | undefined): Scope[] {
  if (wanted === undefined) return [...allScopes];
  return wanted.map((text) => {
    const scope = knownScopes.find((candidate) => candidate === text);
    if (scope === undefined) throw usageFailure(`There is no scope "${text}".`, `Use some of ${knownScopes.join(', ')}.`);
    return scope;
  });
}

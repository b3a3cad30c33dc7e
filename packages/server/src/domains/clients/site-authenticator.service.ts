import type { Authenticate } from '../../platform/http/server.ts';
import type { FindSite } from '../../platform/http/site.ts';
import { type Actor, anonymous } from '../../platform/authz/actor.ts';
import { actorOnSite } from './site-actor.rules.ts';

/** Makes of an actor the one he is on the host that he came to; each is made once for as long as the authenticator keeps it. */
export function authenticateOnSites(authenticate: Authenticate, findSite: FindSite): Authenticate {
  const made = new WeakMap<Actor, Map<string, Actor>>();
  return async (credentials) => {
    const site = await findSite(credentials.host);
    // A stream that is open when a client is switched off ends by this.
    if (site?.isEnabled === false) return anonymous;
    const actor = await authenticate(credentials);
    if (actor.kind === 'anonymous') return actor;
    const bySite = made.get(actor) ?? new Map<string, Actor>();
    const known = bySite.get(site?.id ?? '');
    if (known !== undefined) return known;
    const there = actorOnSite(actor, site?.id);
    made.set(actor, bySite.set(site?.id ?? '', there));
    return there;
  };
}

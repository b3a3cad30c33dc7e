/**
 * From an API key to an actor: a user with the scopes of his key, or a machine of an organization.
 *
 * A key that is presented and not good is refused; so is a good one from an address that it is not for.
 */
import type { Clock } from '@moorage/core/clock';
import { AppError } from '@moorage/core/errors';
import type { Log } from '@moorage/core/log';
import { type Actor, anonymous } from '../../platform/authz/actor.ts';
import type { Db, Tx } from '../../platform/db/database.ts';
import type { Credentials } from '../../platform/http/server.ts';
import type { ActorCache, Known } from './actor-cache.service.ts';
import type { CheckedKey, KeysPort, OrgsPort, PresentedKey } from './identity.ports.ts';
import { currentTeam, loadActor } from './load-actor.service.ts';

export interface KeyActorDeps {
  readonly db: Db;
  readonly clock: Clock;
  readonly log: Log;
  readonly orgs: OrgsPort;
  readonly keys: KeysPort;
  readonly cache: ActorCache<KnownKey>;
  /** Power over the platform takes several factors, of keys as well. */
  readonly adminsNeedMfa?: boolean | undefined;
}

export interface KeyActors {
  /** The actor of a key of one piece; throws for one that is not good. */
  ofKey(credentials: Credentials, text: string): Promise<Actor>;
  /** The actor of `X-ORG-KEY` and `X-ORG-SECRET`, where the first is there. */
  ofPair(credentials: Credentials, key: string, secret: string): Promise<Actor>;
}

export interface KnownKey extends Known {
  readonly key: CheckedKey;
  lastUsedAt: Date | null;
  /** From where this process has seen it used. */
  readonly addresses: Set<string>;
}

function refused(): AppError {
  return new AppError('unauthenticated', 'This API key is not valid.', {
    details: { nextStep: 'Create a new key in the console under Settings, API keys.' },
  });
}

function proofOf(key: CheckedKey): Pick<Actor, 'via' | 'apiKeyId' | 'apiKeyName' | 'scopes' | 'ratePerSecond'> {
  return {
    via: key.via,
    apiKeyId: key.id,
    apiKeyName: key.name,
    ...(key.scopes === undefined ? {} : { scopes: key.scopes }),
    ...(key.ratePerSecond === undefined ? {} : { ratePerSecond: key.ratePerSecond }),
  };
}

async function loadMachine(tx: Tx, orgs: OrgsPort, key: CheckedKey): Promise<Actor | undefined> {
  if (key.owner.kind !== 'machine') return undefined;
  const { orgId, orgRoles, teamRoles } = key.owner;
  const teams = await orgs.teamsOf(tx, orgId);
  if (teams === undefined) return undefined;
  const clientId = await orgs.clientOf(tx, orgId);
  const ownTeams = Object.keys(teamRoles);
  const reached = ownTeams.length > 0 ? ownTeams : orgRoles[orgId] === 'org_member' ? [] : teams;
  const teamOrgs = Object.fromEntries(reached.map((team) => [team, orgId]));
  return {
    ...anonymous,
    ...proofOf(key),
    kind: 'machine',
    orgRoles,
    teamRoles,
    teamOrgs,
    orgSites: clientId === null ? {} : { [orgId]: clientId },
    currentOrgId: orgId,
    currentTeamId: currentTeam(teamOrgs, null),
  };
}

async function load(deps: KeyActorDeps, presented: PresentedKey): Promise<KnownKey | undefined> {
  const key = await deps.keys.check(presented);
  if (key === undefined) return undefined;
  const { owner } = key;
  const found = await deps.db.system('authenticate', (tx) =>
    owner.kind === 'user'
      ? loadActor(tx, deps.orgs, { userId: owner.userId, teamId: null, proof: proofOf(key) })
      : loadMachine(tx, deps.orgs, key),
  );
  if (found === undefined) return undefined;
  const actor = deps.adminsNeedMfa === true && !key.severalFactors ? { ...found, platformRole: undefined } : found;
  const addresses = new Set(key.lastUsedIp === null ? [] : [key.lastUsedIp]);
  return { actor, key, userId: owner.kind === 'user' ? owner.userId : key.id, lastUsedAt: key.lastUsedAt, addresses };
}

/** A key that comes from more at a time is written down more often. */
const mostAddresses = 100;

function noteUse(deps: KeyActorDeps, known: KnownKey, { ip, requestId = '' }: Credentials): void {
  const now = deps.clock.now();
  if (known.addresses.has(ip) && !deps.keys.isUseWorthWriting(known.lastUsedAt, now)) return;
  known.lastUsedAt = now;
  if (known.addresses.size >= mostAddresses) known.addresses.clear();
  known.addresses.add(ip);
  const { id, name } = known.key;
  deps.keys
    .used({ id, name, actor: known.actor }, { at: now, ip, requestId })
    .catch((error: unknown) => deps.log.warn('use of an API key not written down', { keyId: known.key.id, error }));
}

async function actorOf(deps: KeyActorDeps, credentials: Credentials, presented: PresentedKey | undefined): Promise<Actor> {
  if (presented === undefined) throw refused();
  const known = await deps.cache.get(`${presented.prefix}\0${presented.secret}`, () => load(deps, presented));
  if (known === undefined || deps.keys.isExpired(known.key.expiresAt, deps.clock.now())) throw refused();
  if (!known.key.allows(credentials.ip)) {
    throw new AppError('forbidden', 'This API key may not be used from your address.', {
      details: { address: credentials.ip, nextStep: 'Add the address to the key, or use it from one that is listed.' },
    });
  }
  noteUse(deps, known, credentials);
  return known.actor;
}

export function createKeyActors(deps: KeyActorDeps): KeyActors {
  return {
    ofKey: (credentials, text) => actorOf(deps, credentials, deps.keys.parse(text)),
    ofPair: (credentials, key, secret) => actorOf(deps, credentials, deps.keys.parsePair(key, secret)),
  };
}

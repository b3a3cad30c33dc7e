/** Tokens of Cloudflare, Hetzner and DigitalOcean: each is asked about the token, then about what the token is for. */
import { messageOf } from '@moorage/core/errors';
import { z } from 'zod';
import type { Finding, Presented } from '../../domains/credentials/provider-credential.ports.ts';
import { and, type Found, nothingYet, refused, Stop, unreachable, verified } from './finding.ts';
import type { AskCloud, CloudAnswer, CloudApi } from './guarded-http.ts';

export type TokenProvider = 'cloudflare' | 'hetzner' | 'digitalocean';

const titles: Readonly<Record<TokenProvider, string>> = {
  cloudflare: 'Cloudflare',
  hetzner: 'Hetzner',
  digitalocean: 'DigitalOcean',
};

interface Asking {
  readonly title: string;
  /** The answer of a good request; throws {@link Stop} for any other, by what the request was for. */
  get<T>(found: Found, path: string, schema: z.ZodType<T>, purpose: Purpose): Promise<T>;
}

interface Purpose {
  /** As in "may not …". */
  readonly what: string;
  readonly nextStep: string;
}

function stopFor(title: string, found: Found, { status }: CloudAnswer, { what, nextStep }: Purpose): Stop {
  if (status === 401) {
    return new Stop(
      refused(found, `${title} does not accept the token (401).`, `Make a new token at ${title} and replace this one.`),
    );
  }
  if (status === 403) return new Stop(refused(found, `The token may not ${what} (403).`, nextStep));
  if (status === 404) return new Stop(refused(found, `${title} has nothing to ${what} (404).`, nextStep));
  return new Stop(unreachable(found, `${title} answered ${status}.`));
}

function createAsking(
  ask: AskCloud,
  api: CloudApi,
  { title, token, signal }: { title: string; token: string; signal: AbortSignal },
): Asking {
  return {
    title,
    async get(found, path, schema, purpose) {
      const answer = await ask({ api, path, headers: { authorization: `Bearer ${token}` }, signal }).catch((error: unknown) => {
        throw new Stop(unreachable(found, `${title} cannot be reached: ${messageOf(error)}.`));
      });
      if (answer.status !== 200) throw stopFor(title, found, answer, purpose);
      const parsed = schema.safeParse(answer.body);
      if (!parsed.success) throw new Stop(unreachable(found, `${title} answered with something unexpected.`));
      return parsed.data;
    },
  };
}

const cloudflareToken = z.object({ result: z.object({ id: z.string(), status: z.string(), expires_on: z.string().optional() }) });
const cloudflareZones = z.object({ result: z.array(z.unknown()), result_info: z.object({ total_count: z.int() }).optional() });
const cloudflareZone = z.object({ result: z.object({ name: z.string(), status: z.string() }) });

/** Tokens of an account are verified there, those of a user with the user. */
function verifyPath({ accountId }: Presented): string {
  const isAccount = accountId !== undefined && /^[0-9a-f]{32}$/.test(accountId);
  return isAccount ? `/accounts/${accountId}/tokens/verify` : '/user/tokens/verify';
}

async function checkCloudflare(asking: Asking, presented: Presented): Promise<Found> {
  const nextStep = 'For a token of an account, set account_id to that account; else make a new token.';
  const { result } = await asking.get(nothingYet, verifyPath(presented), cloudflareToken, { what: 'be verified', nextStep });
  const facts = { token_id: result.id, token_status: result.status, expires_on: result.expires_on };
  const found = { verified: [], evidence: facts };
  if (result.status !== 'active') {
    throw new Stop(refused(found, `The token is ${result.status}.`, 'Make a new token at Cloudflare and replace this one.'));
  }
  const known = and(found, 'Cloudflare accepts the token, and it is active.');
  const permission = { what: 'read zones', nextStep: 'Give the token the permission Zone:Read, and DNS:Edit to change records.' };
  const { zone_id: zoneId, service } = presented.scope;
  if (zoneId !== undefined) {
    const zone = (await asking.get(known, `/zones/${zoneId}`, cloudflareZone, permission)).result;
    return and(known, `The token may read the zone ${zone.name}.`, { zone: zone.name, zone_status: zone.status });
  }
  if (service !== 'dns') return known;
  const zones = await asking.get(known, '/zones?per_page=5', cloudflareZones, permission);
  return and(known, 'The token may list zones.', { zones: String(zones.result_info?.total_count ?? zones.result.length) });
}

const hetznerList = z.object({ meta: z.object({ pagination: z.object({ total_entries: z.int().nullish() }) }).optional() });
const hetznerServer = z.object({ server: z.object({ name: z.string(), status: z.string() }) });

async function checkHetzner(asking: Asking, { scope }: Presented): Promise<Found> {
  const own = { what: 'be used', nextStep: 'Make a new token in the project at Hetzner.' };
  await asking.get(nothingYet, '/locations?per_page=1', hetznerList, own);
  const known = and(nothingYet, 'Hetzner accepts the token.');
  const permission = (what: string) => ({ what, nextStep: 'Make a token in the project that this is about.' });
  if (scope['server_id'] !== undefined) {
    const { server } = await asking.get(known, `/servers/${scope['server_id']}`, hetznerServer, permission('see this server'));
    return and(known, `The token may see the server ${server.name}.`, { server: server.name, server_status: server.status });
  }
  if (scope['service'] === undefined) return known;
  const noun = scope['service'] === 'dns' ? 'zones' : 'servers';
  const { meta } = await asking.get(known, `/${noun}?per_page=1`, hetznerList, permission(`list ${noun}`));
  const count = meta?.pagination.total_entries;
  return and(known, `The token may list ${noun}.`, { [noun]: typeof count === 'number' ? String(count) : undefined });
}

const oceanAccount = z.object({ account: z.object({ uuid: z.string(), status: z.string() }) });
const oceanList = z.object({ meta: z.object({ total: z.int() }).optional() });

async function checkDigitalOcean(asking: Asking, { scope }: Presented): Promise<Found> {
  const own = { what: 'read its account', nextStep: 'Give the token the scope account:read.' };
  const { account } = await asking.get(nothingYet, '/account', oceanAccount, own);
  const facts = { account: account.uuid, account_status: account.status };
  if (account.status !== 'active') {
    const next = 'See at DigitalOcean what is wrong with the account.';
    throw new Stop(refused({ verified: [], evidence: facts }, `The account is ${account.status}.`, next));
  }
  const known = and(nothingYet, 'DigitalOcean accepts the token, and its account is active.', facts);
  const { domain, service } = scope;
  if (domain !== undefined) {
    const nextStep = 'Add the domain at DigitalOcean, or give the token the scope domain:read.';
    await asking.get(known, `/domains/${domain}`, z.object({}), { what: `read the domain ${domain}`, nextStep });
    return and(known, `The token may read the domain ${domain}.`);
  }
  if (service === undefined) return known;
  const [noun, right] = service === 'dns' ? ['domains', 'domain:read'] : ['droplets', 'droplet:read'];
  const permission = { what: `list ${noun}`, nextStep: `Give the token the scope ${right}.` };
  const { meta } = await asking.get(known, `/${noun}?per_page=1`, oceanList, permission);
  return and(known, `The token may list ${noun}.`, { [noun]: meta === undefined ? undefined : String(meta.total) });
}

const checks = { cloudflare: checkCloudflare, hetzner: checkHetzner, digitalocean: checkDigitalOcean } as const;

export interface TokenCheck {
  readonly ask: AskCloud;
  readonly api: CloudApi;
  readonly provider: TokenProvider;
}

export async function checkToken(check: TokenCheck, presented: Presented, signal: AbortSignal): Promise<Finding> {
  const { ask, api, provider } = check;
  const token = presented.secret['token']?.reveal() ?? '';
  try {
    return verified(await checks[provider](createAsking(ask, api, { title: titles[provider], token, signal }), presented));
  } catch (error) {
    if (error instanceof Stop) return error.finding;
    throw error;
  }
}

/** Which provider a credential has zones at, and the way to it. */
import { createHash } from 'node:crypto';
import type { Clock } from '@moorage/core/clock';
import type { Rate } from '@moorage/core/token-bucket';
import { type DnsAccess, DnsFailure, type DnsProvider, type DnsProviders } from '../../../domains/dns/dns-provider.ports.ts';
import { createIpList } from '../../../platform/http/ip-list.ts';
import { type Address, addressesOf, isPublicAddress } from '../../../platform/http/outgoing-address.ts';
import { createAskCloud } from '../guarded-http.ts';
import { createCloudflareZones } from './cloudflare-zone.ts';
import { createPace } from './paced.ts';
import { createRoute53Zones } from './route53-zone.ts';
import { createUpdateZones } from './update-zone.ts';

export interface ZonesDeps {
  readonly clock: Clock;
  /** Where the APIs are, where that is not where their providers have them. */
  readonly urls: { readonly aws: string | undefined; readonly cloudflare: string | undefined };
  /** Where name servers may be beside the public ones. */
  readonly updateNetworks: readonly string[];
}

type Described = Omit<DnsAccess, 'secret'>;

/** Route 53 takes five calls a second of an account, Cloudflare 1,200 in five minutes of a user. */
const rates: Readonly<Record<'aws' | 'cloudflare' | 'generic', Rate>> = {
  aws: { perSecond: 4, burst: 5 },
  cloudflare: { perSecond: 3.5, burst: 20 },
  generic: { perSecond: 50, burst: 50 },
};

const usualCloudflare = 'https://api.cloudflare.com/client/v4';

function serverProblem(uri: string | undefined): string | undefined {
  if (uri === undefined || !URL.canParse(uri)) return 'has no server as its scope, such as dns://ns1.example.org';
  const { protocol, hostname, pathname } = new URL(uri);
  const isServer = protocol === 'dns:' && hostname !== '' && (pathname === '' || pathname === '/');
  return isServer ? undefined : 'has no server as its scope, such as dns://ns1.example.org';
}

function problemWith({ provider, kind, scope }: Described): string | undefined {
  const { service, arn } = scope;
  if (provider === 'aws') {
    if (service !== undefined && service !== 'route53') return `is for ${service}, not for Route 53`;
    return arn === undefined || arn.split(':')[2] === 'route53' ? undefined : 'is not for Route 53';
  }
  if (provider === 'cloudflare') return service === undefined || service === 'dns' ? undefined : `is for ${service}, not for DNS`;
  if (provider === 'generic' && kind === 'tsig') return serverProblem(scope['uri']);
  return 'is of no provider whose zones can be kept';
}

/** What is paced together, without telling what it is. */
function accountOf(access: DnsAccess): string {
  const { provider, secret, scope } = access;
  const key = secret['access_key_id'] ?? secret['token'];
  const text = key?.reveal() ?? scope['uri'] ?? '';
  return `${provider}:${createHash('sha256').update(text).digest('hex').slice(0, 32)}`;
}

export function createDnsProviders({ clock, urls, updateNetworks }: ZonesDeps): DnsProviders {
  const pace = createPace(clock);
  const ask = createAskCloud({ clock });
  const near = createIpList(updateNetworks);
  async function find(host: string): Promise<Address> {
    const found = await addressesOf(host).catch(() => []);
    const [first] = found;
    if (first === undefined) throw new DnsFailure('unreachable', `The name server ${host} has no address.`);
    if (found.every((one) => isPublicAddress(one) || near.has(one.address))) return first;
    throw new DnsFailure('refused', `The name server ${host} is at an address that is not open to this platform.`);
  }
  function open(access: DnsAccess): DnsProvider {
    const account = accountOf(access);
    if (access.provider === 'aws')
      return createRoute53Zones({ access, endpoint: urls.aws, account, turn: pace.of(account, rates.aws) });
    if (access.provider === 'cloudflare') {
      const api = {
        baseUrl: (urls.cloudflare ?? usualCloudflare).replace(/\/+$/, ''),
        isConfigured: urls.cloudflare !== undefined,
      };
      return createCloudflareZones({ access, ask, api, account, turn: pace.of(account, rates.cloudflare) });
    }
    return createUpdateZones({ access, clock, account, turn: pace.of(account, rates.generic), find });
  }
  return { problemWith, open };
}

/** Asks the provider of a credential whether it takes it. */
import type { Clock } from '@moorage/core/clock';
import type { ProviderCheck } from '../../domains/credentials/provider-credential.ports.ts';
import { checkAws } from './aws-check.ts';
import { unsupported } from './finding.ts';
import { type CloudApi, createAskCloud } from './guarded-http.ts';
import { checkToken, type TokenProvider } from './token-check.ts';

/** Where the APIs are, where that is not where their providers have them. */
export interface ProviderUrls {
  readonly aws: string | undefined;
  readonly cloudflare: string | undefined;
  readonly hetzner: string | undefined;
  readonly digitalocean: string | undefined;
}

const usual: Readonly<Record<TokenProvider, string>> = {
  cloudflare: 'https://api.cloudflare.com/client/v4',
  hetzner: 'https://api.hetzner.cloud/v1',
  digitalocean: 'https://api.digitalocean.com/v2',
};

function apiOf(provider: TokenProvider, configured: string | undefined): CloudApi {
  return { baseUrl: (configured ?? usual[provider]).replace(/\/+$/, ''), isConfigured: configured !== undefined };
}

export function createProviderCheck({ clock, urls }: { readonly clock: Clock; readonly urls: ProviderUrls }): ProviderCheck {
  const ask = createAskCloud({ clock });
  return {
    async check(presented, signal) {
      const { provider } = presented;
      if (provider === 'aws') return await checkAws({ endpoint: urls.aws }, presented);
      if (provider !== 'generic')
        return await checkToken({ ask, api: apiOf(provider, urls[provider]), provider }, presented, signal);
      return unsupported('A generic credential has no provider that could be asked.', 'Try it where it is used.');
    },
  };
}

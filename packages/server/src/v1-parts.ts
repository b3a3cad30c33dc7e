/** The part of the composition root that shows accounts as the infrastructure plane does: the same doors, in other words. */
import type { Clock } from '@moorage/core/clock';
import type { Accounts } from './accounts.ts';
import type { ApiKeys } from './domains/api-keys/index.ts';
import type { EmailDomains } from './domains/email-domains/index.ts';
import type { Orgs } from './domains/orgs/index.ts';
import { createV1Accounts } from './domains/v1-accounts/index.ts';

export interface V1Parts {
  readonly clock: Clock;
  readonly version: string;
  readonly accounts: Pick<Accounts, 'identity'>;
  readonly orgs: Orgs;
  readonly apiKeys: ApiKeys;
  readonly emailDomains: EmailDomains;
}

export function createV1Parts({ accounts, orgs, apiKeys, emailDomains, ...shared }: V1Parts) {
  const { service: identity, identities } = accounts.identity;
  return createV1Accounts({
    ...shared,
    identity,
    identities,
    orgs: orgs.orgs,
    members: orgs.members,
    deletion: orgs.deletion,
    keys: apiKeys.service,
    domains: emailDomains.service,
  });
}

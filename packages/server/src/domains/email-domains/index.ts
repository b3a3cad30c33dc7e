/**
 * E-mail domains of organizations.
 *
 * An organization claims a domain and proves it by a TXT record with the claim's own token; a claim alone is worth nothing and blocks
 * nobody. Whoever then signs in with an address of it that his provider has verified becomes a plain member, once: who left or
 * was removed stays out. Domains of mail providers can never be claimed.
 */
import { AppError } from '@moorage/core/errors';
import type { ConstraintErrors } from '../../platform/db/constraints.ts';
import type { BoundRoute } from '../../platform/http/bind.ts';
import { bindEmailDomainRoutes } from './email-domain.routes.ts';
import { createEmailDomainService, type EmailDomainDeps, type EmailDomainService } from './email-domain.service.ts';

export type { EmailDomainService };

export interface EmailDomains {
  readonly service: EmailDomainService;
  readonly routes: readonly BoundRoute[];
}

export const emailDomainConstraints: ConstraintErrors = {
  email_domains__domain_once: () => new AppError('already_exists', 'The organization has this e-mail domain already.'),
  email_domains__one_owner: () =>
    new AppError('already_exists', 'Another organization has proved this domain. It must give it up first.'),
};

export function createEmailDomains(deps: EmailDomainDeps): EmailDomains {
  const service = createEmailDomainService(deps);
  return { service, routes: bindEmailDomainRoutes(service) };
}

import { AppError } from '@moorage/core/errors';
import type { Service, ServiceStatus } from '@moorage/core/lifecycle';
import type { ConstraintErrors } from '../../platform/db/constraints.ts';
import type { BoundRoute } from '../../platform/http/bind.ts';
import type { BoundJob } from '../../platform/jobs/job.ts';
import type { TokenAlgorithm } from '../../platform/tokens/jwt.ts';
import type { Vault } from '../vault/index.ts';
import { createSigningKeyService, type SigningKeyService } from './signing-key.service.ts';
import type { TokenCookieSettings } from './token-cookie.rules.ts';
import { bindTokenJobs } from './token.jobs.ts';
import { bindTokenRoutes } from './token.routes.ts';
import { createTokenService, type TokenService, type TokenServiceDeps } from './token.service.ts';

export { createSigningKeyService, type SigningKeyService, type SigningKeySummary } from './signing-key.service.ts';
export { tokenCookie, type TokenCookieSettings } from './token-cookie.rules.ts';
export { tokenPair } from './token.contract.ts';
export type { Grant, TokenPair, TokenService } from './token.service.ts';
export { updateFamiliesOfRevoked as endFamiliesOf } from './token.store.ts';

export interface TokensDeps extends Omit<TokenServiceDeps, 'keys'> {
  readonly vault: Vault;
  readonly algorithm: TokenAlgorithm;
  readonly cookie: TokenCookieSettings;
}

export interface Tokens extends Service {
  readonly service: TokenService;
  readonly keys: SigningKeyService;
  readonly routes: readonly BoundRoute[];
  readonly jobs: readonly BoundJob[];
}

export const tokenConstraints: ConstraintErrors = {
  token_families_user_id_fkey: () => new AppError('unauthenticated', 'This user does not exist any more.'),
};

/** As a service it hears of changes to the signing keys. */
export function createTokens({ vault, algorithm, cookie, ...deps }: TokensDeps): Tokens {
  const keys = createSigningKeyService({ db: deps.db, clock: deps.clock, audit: deps.audit, vault, algorithm });
  const service = createTokenService({ ...deps, keys });
  let status: ServiceStatus = { state: 'stopped' };
  let stopListening: (() => Promise<void>) | undefined;
  return {
    name: 'tokens',
    service,
    keys,
    routes: bindTokenRoutes({ tokens: service, keys, cookie }),
    jobs: bindTokenJobs(service),
    status: () => status,
    async start() {
      stopListening = await keys.listen();
      status = { state: 'running' };
    },
    async stop() {
      await stopListening?.();
      stopListening = undefined;
      status = { state: 'stopped' };
    },
  };
}

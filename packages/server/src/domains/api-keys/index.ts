import { AppError } from '@moorage/core/errors';
import type { ConstraintErrors } from '../../platform/db/constraints.ts';
import { createKeyVerifier } from '../../platform/crypto/key-verifier.ts';
import type { BoundRoute } from '../../platform/http/bind.ts';
import type { BoundJob } from '../../platform/jobs/job.ts';
import type { KeysPort } from '../identity/index.ts';
import { bindApiKeyJobs } from './api-key.jobs.ts';
import { bindApiKeyRoutes } from './api-key.routes.ts';
import { type ApiKeyService, type ApiKeyServiceDeps, createApiKeyService } from './api-key.service.ts';
import { createGrantedKeys, type GrantedKeys } from './granted-key.service.ts';
import { createKeyCheck, type KeyCheckDeps } from './key-check.service.ts';

export type { ApiKeyService, KeyWithSecret, OwnedKeys } from './api-key.service.ts';
export type { ApiKeyView } from './api-key.view.ts';
export { apiKeyRoutes } from './api-key.contract.ts';

export type ApiKeysDeps = Omit<ApiKeyServiceDeps & KeyCheckDeps, 'verifier'> & { readonly retainDays: number };

export interface ApiKeys {
  readonly service: ApiKeyService;
  /** What the authenticator needs. */
  readonly check: KeysPort;
  /** For a domain that has the consent of a user. */
  readonly granted: GrantedKeys;
  readonly routes: readonly BoundRoute[];
  readonly jobs: readonly BoundJob[];
}

export const apiKeyConstraints: ConstraintErrors = {
  api_keys__team: () => new AppError('not_found', 'The organization has no such team.'),
};

export function createApiKeys(deps: ApiKeysDeps): ApiKeys {
  const verifier = createKeyVerifier();
  const service = createApiKeyService({ ...deps, verifier });
  const check = createKeyCheck({ ...deps, verifier });
  const granted = createGrantedKeys({ ...deps, verifier, check: (presented) => check.check(presented) });
  return { service, check, granted, routes: bindApiKeyRoutes(service), jobs: bindApiKeyJobs(deps) };
}

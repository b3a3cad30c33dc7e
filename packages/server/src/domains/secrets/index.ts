import { AppError } from '@moorage/core/errors';
import type { ConstraintErrors } from '../../platform/db/constraints.ts';
import type { BoundRoute } from '../../platform/http/bind.ts';
import type { BoundJob } from '../../platform/jobs/job.ts';
import { createDeploymentSecrets, type DeploymentSecrets } from './deployment-secrets.service.ts';
import { bindSecretJobs } from './secret.jobs.ts';
import type { SecretTargets } from './secret.ports.ts';
import { bindSecretRoutes } from './secret.routes.ts';
import { createSecretService, type SecretServiceDeps } from './secret.service.ts';
import { bindSecretStoreRoutes } from './secret-switch.service.ts';
import type { UpkeepDeps } from './secret-upkeep.service.ts';

export type { DeploymentSecrets, ParameterChange } from './deployment-secrets.service.ts';
export type { ExternalDelivery, UsedSecret } from './secret-delivery.service.ts';
export type { SecretAction, SecretTarget, SecretTargets, TargetFilter } from './secret.ports.ts';
export { secretScopes } from './secret.rules.ts';
export { secretsRoutes } from './secret.contract.ts';
export { secretStoreRoutes } from './secret-store.contract.ts';

export interface SecretsDeps extends SecretServiceDeps, Omit<UpkeepDeps, 'vault' | 'targets' | 'jobs'> {
  readonly targets: SecretTargets;
}

export interface Secrets {
  readonly routes: readonly BoundRoute[];
  readonly jobs: readonly BoundJob[];
  /** For the domain of deployments. */
  readonly ofDeployments: DeploymentSecrets;
}

export const secretConstraints: ConstraintErrors = {
  secrets__key_unique: () =>
    new AppError('already_exists', 'A secret of this key exists there already.', {
      details: {
        issues: [{ path: 'key', message: 'is taken' }],
        nextStep: 'Give that one a new value, or choose another key.',
      },
    }),
  secrets__deployment: () => new AppError('not_found', 'The deployment is gone.'),
};

export function createSecrets(deps: SecretsDeps): Secrets {
  return {
    routes: [...bindSecretRoutes(createSecretService(deps), deps), ...bindSecretStoreRoutes(deps)],
    jobs: bindSecretJobs(deps),
    ofDeployments: createDeploymentSecrets(deps),
  };
}

import { AppError } from '@moorage/core/errors';
import type { ConstraintErrors } from '../../platform/db/constraints.ts';
import type { BoundRoute } from '../../platform/http/bind.ts';
import type { BoundJob } from '../../platform/jobs/job.ts';
import { bindDeviceLoginJobs } from './device-login.jobs.ts';
import { bindDeviceLoginRoutes } from './device-login.routes.ts';
import { createDeviceLoginService, type DeviceLoginDeps } from './device-login.service.ts';

export const deviceLoginConstraints: ConstraintErrors = {
  device_logins__user_unique: () => new AppError('unavailable', 'No code was free. Try again.'),
};

export interface DeviceLogin {
  readonly routes: readonly BoundRoute[];
  readonly jobs: readonly BoundJob[];
}

export function createDeviceLogin(deps: DeviceLoginDeps): DeviceLogin {
  const logins = createDeviceLoginService(deps);
  return { routes: bindDeviceLoginRoutes(logins), jobs: bindDeviceLoginJobs(logins) };
}

/** What goes wrong with a registry, as errors of ours: a reason from a closed list and what to do next. */
import { AppError } from '@moorage/core/errors';
import type { RegistryFailureReason } from '../../domains/images/image.ports.ts';

const nextSteps: Readonly<Record<RegistryFailureReason, string>> = {
  RateLimited: 'Nothing needs to be done: it is asked again later. Credentials in REGISTRY_CREDENTIALS usually raise the limit.',
  Unreachable: 'Check the host name in the image reference and that the server can reach it over https.',
  Unauthorized: 'Check the image reference; for a private image add credentials of its registry to REGISTRY_CREDENTIALS.',
  NotAllowed: 'Serve the registry over https, or add it to REGISTRY_INSECURE.',
  BadAnswer: 'Check that the host in the image reference is a container registry.',
};

export interface FailureOptions {
  readonly internal?: string;
  readonly retryAfterSeconds?: number;
}

export function registryFailure(reason: RegistryFailureReason, message: string, options: FailureOptions = {}): AppError {
  const code = reason === 'Unreachable' || reason === 'RateLimited' ? 'unavailable' : 'upstream_failed';
  return new AppError(code, message, { ...options, details: { reason, nextStep: nextSteps[reason] } });
}

import { AppError } from '@moorage/core/errors';

/** No root key can be had, with what to do about it. */
export function refused(message: string, nextStep: string, cause?: unknown): AppError {
  return new AppError('unavailable', message, { details: { nextStep }, cause });
}

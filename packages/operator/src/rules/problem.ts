/** One problem of a specification. */
import type { FieldIssue } from '@moorage/core/errors';

export type ProblemReason =
  | 'InvalidName'
  | 'NameTooLong'
  | 'NoServices'
  | 'DuplicateService'
  | 'InvalidImage'
  | 'InvalidPort'
  | 'DuplicatePort'
  | 'UnknownPort'
  | 'InvalidEnv'
  | 'InvalidResources'
  | 'InvalidVolume'
  | 'VolumeWithReplicas'
  | 'InvalidFile'
  | 'InvalidProbe'
  | 'UnknownService'
  | 'DependencyCycle'
  | 'InvalidIngress'
  | 'DuplicateIngress'
  | 'InvalidHost'
  | 'InvalidTls'
  | 'InvalidAnnotation'
  | 'InvalidAutoscaling'
  | 'InvalidAutoUpdate'
  | 'InvalidDisruption'
  | 'InvalidSecrets'
  | 'InvalidPullSecret'
  | 'InvalidSecurity'
  | 'InvalidCanary';

export interface SpecProblem extends FieldIssue {
  readonly reason: ProblemReason;
}

export function problem(path: string, reason: ProblemReason, message: string): SpecProblem {
  return { path, reason, message };
}

/** A problem for every value that came before. */
export function twice<T>(values: readonly T[], toProblem: (value: T, index: number) => SpecProblem): SpecProblem[] {
  return values.flatMap((value, index) => (values.indexOf(value) < index ? [toProblem(value, index)] : []));
}

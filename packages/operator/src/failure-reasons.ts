/**
 * Why a deployment does not run: the closed catalogue.
 *
 * Every failure that we report has a reason from here, so that it always comes with a sentence for people and a next step that
 * can be taken. Console, command line and documents are derived from this table.
 */
import type { Evidence } from '@moorage/kube/crds/user-deployment';

export interface FailureKind {
  readonly sentence: string;
  readonly nextStep: string;
}

export const failureReasons = {
  InvalidSpec: {
    sentence: 'The specification is not valid.',
    nextStep: 'Correct the named fields; nothing is tried again until they change.',
  },
  ImagePullFailed: {
    sentence: 'The image cannot be pulled.',
    nextStep: 'Check the name and tag of the image, and add a pull secret if the registry is private.',
  },
  CrashLooping: {
    sentence: 'The program does not keep running.',
    nextStep: 'Read its last log lines, correct the program or its configuration, then restart it.',
  },
  StartFailed: {
    sentence: 'The program cannot be started.',
    nextStep: 'Check that the command exists in the image and may be executed.',
  },
  OutOfMemory: {
    sentence: 'The program was ended because it used more memory than it may.',
    nextStep: 'Raise the memory limit of the service, or make the program use less.',
  },
  ProbeFailing: {
    sentence: 'The program runs but its health check fails.',
    nextStep: 'Check that it listens on the declared port on all addresses and that the health path answers 200 to 399.',
  },
  ConfigMissing: {
    sentence: 'A config map or secret that the service names does not exist.',
    nextStep: 'Create it or remove the reference.',
  },
  RunsAsRoot: {
    sentence: 'The image wants to run as root, which is not allowed here.',
    nextStep: 'Set runAsUser of the service to a number other than 0, or use an image that does not run as root.',
  },
  VolumeFailed: {
    sentence: 'A volume cannot be mounted.',
    nextStep: 'Check the size and that the cluster has a default storage class.',
  },
  Unschedulable: {
    sentence: 'No machine of the cluster has room for it.',
    nextStep: 'Lower the resource requests or add a machine.',
  },
  QuotaExceeded: {
    sentence: 'The quota of the namespace is used up.',
    nextStep: 'Remove what you no longer need or ask for a larger quota.',
  },
  ProgressDeadlineExceeded: {
    sentence: 'The roll-out made no progress within its deadline.',
    nextStep: 'Look at the events of its pods, correct the service, then restart it.',
  },
  SecretsEngineMissing: {
    sentence: 'Secrets are asked for, and the cluster has no External Secrets Operator.',
    nextStep: 'Install External Secrets Operator (external-secrets.io/v1), or remove the secrets from the deployment.',
  },
  SecretStoreMissing: {
    sentence: 'Secrets are asked for, and no secret store is named.',
    nextStep: 'Name one in secrets.storeRef, or give the operator a cluster secret store.',
  },
  SecretSyncFailed: {
    sentence: 'Secrets cannot be read from the store.',
    nextStep: 'Check that the store is reachable and that its paths may be read; it is tried again by itself.',
  },
  CertificateFailed: {
    sentence: 'The certificate of a host cannot be had.',
    nextStep: 'Point the name at the ingress and look at the Certificate and its orders; it is tried again by itself.',
  },
  NameClash: {
    sentence: 'An object of the needed name exists and belongs to somebody else.',
    nextStep: 'Rename the deployment or the service, or remove the other object.',
  },
  HostClash: {
    sentence: 'The host name is used by another deployment.',
    nextStep: 'Choose another name or host, or remove the other deployment.',
  },
  Refused: {
    sentence: 'The cluster refused an object of this deployment.',
    nextStep: 'Change what the message names; it is tried again by itself.',
  },
} as const satisfies Record<string, FailureKind>;

export type FailureReason = keyof typeof failureReasons;

/** Builds the evidence of a failure; `detail` completes the catalogue's sentence. */
export function evidenceFor(
  reason: FailureReason,
  detail = '',
  more: Partial<Omit<Evidence, 'reason' | 'message' | 'nextStep'>> = {},
): Evidence {
  const { sentence, nextStep } = failureReasons[reason];
  return { reason, message: detail === '' ? sentence : `${sentence} ${detail}`, ...more, nextStep };
}

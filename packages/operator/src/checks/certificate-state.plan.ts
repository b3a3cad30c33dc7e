/** Certificates of the hosts, read from what cert-manager says of them. They do not hold up a deployment: names take their time. */
import type { CertificateStatus, UserDeployment, UserDeploymentIngressStatus } from '@moorage/kube/crds/user-deployment';
import type { StatedCondition } from '@moorage/kube/runtime/report';
import { certificateSecretOf, tlsModeOf } from '../desired/ingress.plan.ts';
import { evidenceFor } from '../failure-reasons.ts';
import type { Observed } from '../observed.ts';
import type { PodCondition } from '../pod.ts';
import type { OperatorSettings } from '../settings.ts';
import type { IngressAddress } from '../user-deployment.names.ts';
import { condition } from './status.plan.ts';
import type { Certificate } from '../upstream.ts';

function readCertificate(certificate: Certificate, now: Date): CertificateStatus {
  const { conditions = [], notAfter, lastFailureTime } = certificate.status ?? {};
  const ready = conditions.find((each) => each.type === 'Ready');
  const issuing = conditions.find((each) => each.type === 'Issuing');
  const expiry = notAfter === undefined ? {} : { expiresAt: notAfter };
  const said = (each: PodCondition | undefined, fallback: string): Pick<CertificateStatus, 'reason' | 'message'> => ({
    reason: each?.reason ?? fallback,
    ...(each?.message === undefined ? {} : { message: each.message }),
  });
  if (notAfter !== undefined && new Date(notAfter) <= now) {
    return { state: 'Failed', reason: 'Expired', message: 'The certificate has expired.', ...expiry };
  }
  if (ready?.status === 'True') return { state: 'Ready', ...said(ready, 'Ready'), ...expiry };
  if (issuing?.status === 'True') return { state: 'Pending', ...said(issuing, 'Issuing'), ...expiry };
  if (lastFailureTime !== undefined || issuing?.status === 'False')
    return { state: 'Failed', ...said(issuing, 'Failed'), ...expiry };
  return { state: 'Pending', ...said(ready, 'Issuing'), ...expiry };
}

/** The certificate of one address; undefined where it is served without one. */
export function planCertificate(
  observed: Observed,
  address: IngressAddress,
  settings: OperatorSettings,
): CertificateStatus | undefined {
  const mode = tlsModeOf(address, settings);
  if (mode === 'off') return undefined;
  if (mode === 'secret') return { state: 'Provided', reason: 'OwnSecret' };
  const { engine, byName } = observed.certificates;
  if (settings.certIssuer === undefined) {
    return { state: 'Unknown', reason: 'NoIssuer', message: 'The ingress controller serves its own certificate.' };
  }
  if (engine === 'absent') {
    return { state: 'Unknown', reason: 'CertManagerMissing', message: 'cert-manager is not installed in the cluster.' };
  }
  const certificate = byName[certificateSecretOf(observed.root, address)];
  return certificate === undefined ? { state: 'Pending', reason: 'Requested' } : readCertificate(certificate, observed.now);
}

/** The condition `CertificatesReady` over all addresses; undefined where no certificate is and was needed. */
export function planCertificatesState(
  root: UserDeployment,
  ingresses: readonly UserDeploymentIngressStatus[],
): StatedCondition | undefined {
  const type = 'CertificatesReady';
  const states = ingresses
    .flatMap((ingress) => [ingress, ...(ingress.hosts ?? [])])
    .flatMap(({ host, certificate }) => (certificate === undefined ? [] : [{ host, ...certificate }]));
  const failed = states.find(({ state }) => state === 'Failed');
  if (failed !== undefined) {
    const evidence = evidenceFor('CertificateFailed', `${failed.host}: ${failed.message ?? failed.reason}`);
    return condition(type, false, failed.reason, `${evidence.message} ${evidence.nextStep}`);
  }
  const open = states.find(({ state }) => state === 'Pending');
  if (open !== undefined) {
    return condition(type, false, 'Progressing', `The certificate of ${open.host} is being issued.`);
  }
  const unknown = states.find(({ state }) => state === 'Unknown');
  if (unknown !== undefined) {
    return { type, status: 'Unknown', reason: unknown.reason, message: unknown.message ?? '' };
  }
  if (states.length > 0) return condition(type, true, 'Issued', 'Every host has its certificate.');
  const hadSome = root.status?.conditions?.some((each) => each.type === type) === true;
  return hadSome ? condition(type, true, 'NoCertificates', 'No certificate is needed.') : undefined;
}

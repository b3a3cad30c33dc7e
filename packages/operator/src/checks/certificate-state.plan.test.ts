import type { UserDeploymentIngress } from '@moorage/kube/crds/user-deployment';
import { describe, expect, it } from 'vitest';
import { certificateSecretOf } from '../desired/ingress.plan.ts';
import type { OperatorSettings } from '../settings.ts';
import type { Certificate } from '../upstream.ts';
import { ago, aRoot, now, observe, settings } from '../user-deployment.fake.ts';
import { hostsOf } from '../user-deployment.names.ts';
import { planUserDeployment } from '../user-deployment.plan.ts';

const https: OperatorSettings = {
  deploymentDomain: 'apps.example.com',
  ingressScheme: 'https',
  ingressClassName: 'traefik',
  certIssuer: 'letsencrypt',
};
const custom = { id: 'i1', name: 'main', service: 'web', port: 3000, host: 'shop.example.org' };
const root = (ingress: Partial<UserDeploymentIngress> = {}) => aRoot({ ingresses: [{ ...custom, ...ingress }] });
const aCertificate = (status: NonNullable<Certificate['status']>): Certificate => ({
  apiVersion: 'cert-manager.io/v1',
  kind: 'Certificate',
  metadata: { name: 'hello-main-tls', namespace: 'team' },
  status,
});

function statusWith(certificate: Certificate | undefined, using = https, ingress: Partial<UserDeploymentIngress> = {}) {
  const byName = certificate === undefined ? {} : { 'hello-main-tls': certificate };
  return planUserDeployment(observe(root(ingress), { certificates: { engine: 'served', byName } }), using).status;
}
const certificateOf = (status: ReturnType<typeof statusWith>) => status.ingresses?.[0]?.certificate;
const conditionOf = (status: ReturnType<typeof statusWith>) =>
  status.conditions?.find((each) => each.type === 'CertificatesReady');
const tomorrow = new Date(now.getTime() + 86_400_000).toISOString();

describe('the certificate of a custom domain', () => {
  it('is pending until cert-manager has made it', () => {
    const status = statusWith(undefined);
    expect(certificateOf(status)).toEqual({ state: 'Pending', reason: 'Requested' });
    expect(conditionOf(status)).toMatchObject({ status: 'False', reason: 'Progressing' });
    const issuing = aCertificate({ conditions: [{ type: 'Issuing', status: 'True', reason: 'DoesNotExist', message: 'm' }] });
    expect(certificateOf(statusWith(issuing))).toEqual({ state: 'Pending', reason: 'DoesNotExist', message: 'm' });
    expect(certificateOf(statusWith(aCertificate({})))).toMatchObject({ state: 'Pending' });
  });

  it('is ready with the time of its end', () => {
    const status = statusWith(
      aCertificate({ conditions: [{ type: 'Ready', status: 'True', reason: 'Ready' }], notAfter: tomorrow }),
    );
    expect(certificateOf(status)).toEqual({ state: 'Ready', reason: 'Ready', expiresAt: tomorrow });
    expect(conditionOf(status)).toMatchObject({ status: 'True', reason: 'Issued' });
  });

  it('fails with the reason of cert-manager and the next step, and does not fail the deployment', () => {
    const failed = aCertificate({
      conditions: [
        { type: 'Ready', status: 'False', reason: 'DoesNotExist' },
        { type: 'Issuing', status: 'False', reason: 'Failed', message: 'order is invalid' },
      ],
      lastFailureTime: ago(60),
    });
    const status = statusWith(failed);
    expect(certificateOf(status)).toMatchObject({ state: 'Failed', reason: 'Failed', message: 'order is invalid' });
    expect(conditionOf(status)?.message).toMatch(/shop\.example\.org: order is invalid Point the name at the ingress/);
    expect(status.phase).toBe('Provisioning');
  });

  it('has failed when its time is over, whatever is said of it', () => {
    const status = statusWith(aCertificate({ conditions: [{ type: 'Ready', status: 'True' }], notAfter: ago(1) }));
    expect(certificateOf(status)).toMatchObject({ state: 'Failed', reason: 'Expired' });
  });

  it('is somebody else’s business when it is given, and none without https', () => {
    const given = statusWith(undefined, https, { tls: { mode: 'secret', secretName: 'shop-tls' } });
    expect(certificateOf(given)).toEqual({ state: 'Provided', reason: 'OwnSecret' });
    expect(conditionOf(given)).toMatchObject({ status: 'True' });
    const plain = statusWith(undefined, https, { tls: { mode: 'off' } });
    expect(certificateOf(plain)).toBeUndefined();
    expect(plain.ingresses?.[0]?.url).toBe('http://shop.example.org');
    expect(certificateOf(statusWith(undefined, settings))).toBeUndefined();
    expect(conditionOf(statusWith(undefined, settings))).toBeUndefined();
  });

  it('is told for each further host by itself', () => {
    const further = { hosts: ['www.example.org', 'a.example.org'] };
    const [, www] = hostsOf(root(further), https.deploymentDomain);
    if (www === undefined) throw new Error('a further host was expected');
    const name = certificateSecretOf(root(further), www);
    const issued = aCertificate({ conditions: [{ type: 'Ready', status: 'True', reason: 'Ready' }], notAfter: tomorrow });
    const certificates = { engine: 'served', byName: { [name]: issued } } as const;
    const { status } = planUserDeployment(observe(root(further), { certificates }), https);
    expect(status.ingresses?.[0]?.hosts).toEqual([
      {
        host: 'www.example.org',
        url: 'https://www.example.org',
        certificate: { state: 'Ready', reason: 'Ready', expiresAt: tomorrow },
      },
      { host: 'a.example.org', url: 'https://a.example.org', certificate: { state: 'Pending', reason: 'Requested' } },
    ]);
    expect(conditionOf(status)).toMatchObject({ status: 'False', reason: 'Progressing' });
  });

  it('is unknown where nobody issues any', () => {
    const { certIssuer: _none, ...noIssuer } = https;
    expect(certificateOf(statusWith(undefined, noIssuer))).toMatchObject({ state: 'Unknown', reason: 'NoIssuer' });
    const absent = planUserDeployment(observe(root()), https).status;
    expect(certificateOf(absent)).toMatchObject({ state: 'Unknown', reason: 'CertManagerMissing' });
    expect(conditionOf(absent)).toMatchObject({ status: 'Unknown', reason: 'CertManagerMissing' });
  });
});

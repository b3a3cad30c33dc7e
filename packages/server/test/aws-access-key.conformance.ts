/** The test of an access key with what answers as AWS does. */
import { randomUUID } from 'node:crypto';
import { CreateHostedZoneCommand, Route53Client } from '@aws-sdk/client-route-53';
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';
import { Secret } from '@moorage/core/secret';
import { describe, expect, it } from 'vitest';
import type { Finding, Presented } from '../src/domains/credentials/provider-credential.ports.ts';

type Check = (presented: Presented) => Promise<Finding>;
const key = { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'wJalrXUtnFEMIK7MDENGbPxRfiCYEXAMPLEKEY' };

function presentedWith(scope: Pick<Presented, 'scope_kind' | 'scope_version' | 'scope'>): Presented {
  const secret = { access_key_id: new Secret(key.accessKeyId), secret_access_key: new Secret(key.secretAccessKey) };
  return { provider: 'aws', kind: 'aws_access_key', secret, accountId: undefined, region: undefined, ...scope };
}

const resource = (arn: string) => presentedWith({ scope_kind: 'resource', scope_version: 1, scope: { arn } });

export function describeAwsAccessKey(endpoint: string, check: Check): void {
  const settings = { region: 'us-east-1', endpoint, credentials: key };
  describe('an access key, tested where AWS is emulated', () => {
    it('is told whose it is by STS', async () => {
      const found = await check(presentedWith({ scope_kind: 'credential_provider', scope_version: 1, scope: {} }));
      expect(found).toMatchObject({ status: 'verified', evidence: { account: '123456789012' } });
    });

    it('reads a hosted zone of Route 53 that is there, and none that is not', async () => {
      const client = new Route53Client(settings);
      const name = `${randomUUID()}.example.org.`;
      const { HostedZone } = await client.send(new CreateHostedZoneCommand({ Name: name, CallerReference: randomUUID() }));
      client.destroy();
      const id = HostedZone?.Id?.split('/').at(-1) ?? '';
      expect(await check(resource(`arn:aws:route53:::hostedzone/${id}`))).toMatchObject({
        status: 'verified',
        evidence: { zone: name },
      });
      expect(await check(resource('arn:aws:route53:::hostedzone/ZNOTTHERE'))).toMatchObject({ status: 'refused' });
    });

    it('reads a bucket of S3 that is there, and none that is not', async () => {
      const client = new S3Client({ ...settings, forcePathStyle: true });
      const bucket = `backups-${randomUUID()}`;
      await client.send(new CreateBucketCommand({ Bucket: bucket }));
      client.destroy();
      expect(await check(resource(`arn:aws:s3:::${bucket}`))).toMatchObject({ status: 'verified', evidence: { bucket } });
      expect(await check(resource(`arn:aws:s3:::none-${randomUUID()}`))).toMatchObject({ status: 'refused' });
    });
  });
}

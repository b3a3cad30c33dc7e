/**
 * Access keys of AWS: STS says whose they are, which every key may ask, then the service says whether the key is good for what it is
 * meant for. Nothing is ever asked with credentials of the platform: those of the key are given by name.
 */
import type { Finding, Presented } from '../../domains/credentials/provider-credential.ports.ts';
import type { AwsClientSettings } from '../../platform/aws/client-settings.ts';
import { presentedAwsSettings } from './aws-settings.ts';
import { and, type Found, nothingYet, refused, Stop, unreachable, verified } from './finding.ts';

export interface AwsCheckDeps {
  /** Of all services, where the configuration names one. */
  readonly endpoint?: string | undefined;
}

interface Asked {
  /** As in "may not …". */
  readonly what: string;
  /** What a policy has to allow. */
  readonly right: string;
}

const unknownKey = new Set(['InvalidClientTokenId', 'InvalidAccessKeyId', 'UnrecognizedClientException']);
const wrongSecret = new Set(['SignatureDoesNotMatch', 'InvalidSignatureException', 'IncompleteSignature']);
const missing = new Set(['NoSuchHostedZone', 'NoSuchBucket', 'NotFound']);
const denied = new Set(['AccessDenied', 'AccessDeniedException', 'Forbidden']);
/** Only names that AWS could have given; what else it says is not repeated. */
const codePattern = /^[A-Za-z][A-Za-z0-9.]{1,63}$/;

function codeOf(error: unknown): { code: string; status: number | undefined } {
  const name = error instanceof Error ? error.name : '';
  const metadata = typeof error === 'object' && error !== null && '$metadata' in error ? error.$metadata : undefined;
  const status =
    typeof metadata === 'object' && metadata !== null && 'httpStatusCode' in metadata ? metadata.httpStatusCode : undefined;
  return { code: codePattern.test(name) ? name : 'Unknown', status: typeof status === 'number' ? status : undefined };
}

function findingOf(found: Found, error: unknown, { what, right }: Asked): Finding {
  const { code, status } = codeOf(error);
  if (unknownKey.has(code))
    return refused(found, `AWS does not know the access key (${code}).`, 'Make a new access key in IAM and replace this one.');
  if (wrongSecret.has(code)) {
    return refused(
      found,
      `The secret does not belong to the access key (${code}).`,
      'Replace the secret, with all of its characters.',
    );
  }
  if (denied.has(code) || status === 403) {
    return refused(found, `The key may not ${what} (${code}).`, `Attach a policy to its user that allows ${right}.`);
  }
  if (missing.has(code) || status === 404) {
    return refused(found, `AWS has nothing to ${what} (${code}).`, 'Check the scope of the credential.');
  }
  if (status === undefined) return unreachable(found, 'AWS cannot be reached.');
  return unreachable(found, `AWS answered ${status} (${code}).`);
}

async function asking<T>(found: Found, asked: Asked, send: () => Promise<T>): Promise<T> {
  try {
    return await send();
  } catch (error) {
    throw new Stop(findingOf(found, error, asked));
  }
}

type Step = (settings: AwsClientSettings, found: Found, presented: Presented) => Promise<Found>;

const identify: Step = async (settings, found, { accountId }) => {
  const { STSClient, GetCallerIdentityCommand } = await import('@aws-sdk/client-sts');
  const client = new STSClient(settings);
  try {
    const asked = { what: 'ask who it is', right: 'sts:GetCallerIdentity' };
    const { Account, Arn, UserId } = await asking(found, asked, () => client.send(new GetCallerIdentityCommand({})));
    const facts = { account: Account, arn: Arn, user_id: UserId };
    if (accountId !== undefined && accountId !== Account) {
      const reason = `The key belongs to the account ${Account ?? 'unknown'}, not to ${accountId}.`;
      throw new Stop(refused({ ...found, evidence: facts }, reason, 'Change account_id, or use a key of that account.'));
    }
    return and(found, `AWS accepts the key as ${Arn ?? 'unknown'}.`, facts);
  } finally {
    client.destroy();
  }
};

const askRoute53: Step = async (settings, found, { scope }) => {
  const { Route53Client, GetHostedZoneCommand, ListHostedZonesCommand } = await import('@aws-sdk/client-route-53');
  const client = new Route53Client(settings);
  const zoneId = /^arn:[^:]+:route53:::hostedzone\/([A-Z0-9]{1,32})$/.exec(scope['arn'] ?? '')?.[1];
  try {
    if (zoneId === undefined) {
      const asked = { what: 'list hosted zones', right: 'route53:ListHostedZones' };
      const { HostedZones = [] } = await asking(found, asked, () => client.send(new ListHostedZonesCommand({ MaxItems: 5 })));
      const names = HostedZones.map((zone) => zone.Name ?? '').join(' ');
      return and(found, 'The key may list hosted zones of Route 53.', { zones: names === '' ? 'none' : names });
    }
    const asked = { what: 'read this hosted zone', right: 'route53:GetHostedZone' };
    const { HostedZone } = await asking(found, asked, () => client.send(new GetHostedZoneCommand({ Id: zoneId })));
    return and(found, `The key may read the hosted zone ${HostedZone?.Name ?? zoneId}.`, { zone: HostedZone?.Name });
  } finally {
    client.destroy();
  }
};

const askS3: Step = async (settings, found, { scope }) => {
  const { S3Client, HeadBucketCommand, ListBucketsCommand } = await import('@aws-sdk/client-s3');
  const client = new S3Client({ ...settings, forcePathStyle: settings.endpoint !== undefined, followRegionRedirects: true });
  const bucket = /^arn:[^:]+:s3:::([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])(?:\/.*)?$/.exec(scope['arn'] ?? '')?.[1];
  try {
    if (bucket === undefined) {
      const asked = { what: 'list buckets', right: 's3:ListAllMyBuckets' };
      const { Buckets = [] } = await asking(found, asked, () => client.send(new ListBucketsCommand({})));
      return and(found, 'The key may list buckets of S3.', { buckets: String(Buckets.length) });
    }
    const asked = { what: `reach the bucket ${bucket}`, right: `s3:ListBucket on ${bucket}` };
    await asking(found, asked, () => client.send(new HeadBucketCommand({ Bucket: bucket })));
    return and(found, `The key reaches the bucket ${bucket}.`, { bucket });
  } finally {
    client.destroy();
  }
};

function serviceOf({ scope }: Presented): string | undefined {
  return scope['service'] ?? scope['arn']?.split(':')[2];
}

const steps: Readonly<Record<string, Step | undefined>> = { route53: askRoute53, s3: askS3 };

export async function checkAws(deps: AwsCheckDeps, presented: Presented): Promise<Finding> {
  const settings = presentedAwsSettings(presented, { endpoint: deps.endpoint, maxAttempts: 2 });
  const service = serviceOf(presented);
  try {
    const known = await identify(settings, nothingYet, presented);
    const step = service === undefined ? undefined : steps[service];
    if (step !== undefined) return verified(await step(settings, known, presented));
    if (service === undefined) return verified(known);
    return verified(known, `What the key may do in ${service} is not tried: only its owner is known.`);
  } catch (error) {
    if (error instanceof Stop) return error.finding;
    throw error;
  }
}

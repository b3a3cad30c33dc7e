/** The stores of secrets outside of PostgreSQL, on servers of a test that speak as Vault and AWS do. */
import { systemClock } from '@moorage/core/clock';
import { silentLog } from '@moorage/core/log';
import { Secret } from '@moorage/core/secret';
import { type ConfiguredValues, createConfiguredValues } from '../src/adapters/secret-values/configured-values.ts';

export interface OutsideUrls {
  readonly vaultUrl: string;
  readonly awsUrl: string;
}

export const mount = 'secret';
export const prefix = 'moorage';

export function outsideStores({ vaultUrl, awsUrl }: OutsideUrls): ConfiguredValues {
  return createConfiguredValues(
    { clock: systemClock, log: silentLog },
    {
      vault: {
        ...{ url: vaultUrl, mount, prefix, namespace: undefined, caPath: undefined },
        login: { kind: 'token', token: new Secret('root') },
      },
      aws: {
        ...{ region: 'eu-central-1', endpoint: awsUrl, prefix, kmsKeyId: undefined, tags: {}, recoveryDays: 0 },
        credentials: { accessKeyId: 'AKIATEST', secretAccessKey: new Secret('test') },
      },
    },
  );
}

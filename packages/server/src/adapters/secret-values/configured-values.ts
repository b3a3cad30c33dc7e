/** The stores of secrets that the configuration names. */
import { readFileSync } from 'node:fs';
import type { Clock } from '@moorage/core/clock';
import type { Service } from '@moorage/core/lifecycle';
import type { Log } from '@moorage/core/log';
import type { SecretValues } from '../../domains/secret-stores/secret-store.ports.ts';
import { createVaultHttp, type VaultHttp } from '../../platform/vault-http/vault-http.ts';
import type { VaultLogin } from '../../platform/vault-http/vault-login.ts';
import { type AwsValuesSettings, createAwsValues } from './aws-values.ts';
import { createVaultValues, type VaultValuesSettings } from './vault-values.ts';

export interface StoreSettings {
  readonly vault:
    | (VaultValuesSettings & {
        readonly namespace: string | undefined;
        readonly caPath: string | undefined;
        readonly login: VaultLogin;
      })
    | undefined;
  readonly aws: AwsValuesSettings | undefined;
}

export interface ConfiguredValues extends Service {
  readonly stores: readonly SecretValues[];
}

/** As a service it lets go of what it has open. */
export function createConfiguredValues(
  deps: { readonly clock: Clock; readonly log: Log },
  settings: StoreSettings,
): ConfiguredValues {
  const stores: SecretValues[] = [];
  const { vault, aws } = settings;
  let http: VaultHttp | undefined;
  if (vault !== undefined) {
    const { url, namespace, caPath, login } = vault;
    http = createVaultHttp(deps, { url, namespace, login, ca: caPath === undefined ? undefined : readFileSync(caPath, 'utf8') });
    stores.push(createVaultValues(http, vault));
  }
  if (aws !== undefined) stores.push(createAwsValues(aws));
  let state: 'running' | 'stopped' = 'stopped';
  return {
    name: 'stores of secrets',
    stores,
    status: () => ({ state }),
    async start() {
      state = 'running';
    },
    async stop() {
      http?.close();
      state = 'stopped';
    },
  };
}

/** How the platform logs in to a Vault, from the variables of whoever names one. */
import type { Secret } from '@moorage/core/secret';

export type VaultLoginConfig =
  | { readonly kind: 'token'; readonly token: Secret }
  | { readonly kind: 'approle'; readonly mount: string; readonly roleId: string; readonly secretId: Secret }
  | { readonly kind: 'kubernetes'; readonly mount: string; readonly role: string; readonly tokenPath: string };

interface LoginVariables {
  readonly token: Secret | undefined;
  readonly roleId: string | undefined;
  readonly secretId: Secret | undefined;
  readonly kubernetesRole: string | undefined;
  /** The token of the service account. */
  readonly tokenPath: string;
  /** Undefined is where each kind is by default. */
  readonly mount: string | undefined;
}

/** Every way that is set; whoever reads the configuration refuses more than one. */
export function vaultLoginsOf({ token, roleId, secretId, kubernetesRole, tokenPath, mount }: LoginVariables): VaultLoginConfig[] {
  const logins: VaultLoginConfig[] = [];
  if (token !== undefined) logins.push({ kind: 'token', token });
  if (roleId !== undefined && secretId !== undefined) {
    logins.push({ kind: 'approle', mount: mount ?? 'approle', roleId, secretId });
  }
  if (kubernetesRole !== undefined) {
    logins.push({ kind: 'kubernetes', mount: mount ?? 'kubernetes', role: kubernetesRole, tokenPath });
  }
  return logins;
}

import type { AccountsDeps } from './accounts.ts';
import { apiInfo } from './api-info.ts';
import type { Config } from './config/config.ts';

interface PublicConfigOptions {
  readonly config: Config;
  readonly version?: string;
  readonly embedded?: { readonly notice: string; readonly kubeconfigCommand: string };
}

/** What everybody may know of this installation. */
export function publicConfigOf(
  options: PublicConfigOptions,
  {
    hasCluster,
    hasModel,
    hasBilling,
  }: { readonly hasCluster: boolean; readonly hasModel: boolean; readonly hasBilling: boolean },
): AccountsDeps['publicConfig'] {
  const { config } = options;
  return {
    version: options.version ?? apiInfo.version,
    devMode: config.devMode,
    billingEnabled: hasBilling,
    kubernetesEnabled: hasCluster,
    sandboxesEnabled: false,
    tasksEnabled: false,
    aiTemplatesEnabled: hasModel,
    secretsBackend: 'none',
    deploymentDomain: config.cluster.deploymentDomain,
    registrationPolicy: config.registration.policy,
    branding: { name: 'Moorage', logoUrl: null, primaryColor: null, supportEmail: null },
    embeddedCluster: options.embedded ?? null,
  };
}

/** The part of the composition root that knows where values of secrets are kept. */
import type { AppOptions } from './app-types.ts';
import { createSecretTargets } from './domains/deployments/index.ts';
import { createBuiltInValues, createSecretStores, type SecretValues } from './domains/secret-stores/index.ts';
import { createSecrets, type Secrets, type SecretsDeps } from './domains/secrets/index.ts';
import type { Templates } from './domains/templates/index.ts';

interface SecretPartsDeps extends Omit<SecretsDeps, 'targets' | 'stores' | 'templates'> {
  readonly templates: Templates['service'];
  /** Stores beside the one that is built in. */
  readonly outside: readonly SecretValues[];
}

export function createSecretParts(
  { overrides }: Pick<AppOptions, 'overrides'>,
  { templates, outside, ...deps }: SecretPartsDeps,
): Secrets {
  return createSecrets({
    ...deps,
    targets: createSecretTargets(deps),
    stores: createSecretStores([createBuiltInValues(deps), ...(overrides?.secretStores ?? outside)]),
    templates: {
      async services(ctx, name) {
        const { blueprint } = await templates.getUsable(ctx, name);
        return blueprint.services.map((service) => service.name);
      },
    },
  });
}

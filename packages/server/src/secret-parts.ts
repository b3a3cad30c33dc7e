/** The part of the composition root that knows where values of secrets are kept. */
import { createSecretTargets } from './domains/deployments/index.ts';
import { createBuiltInValues, createSecrets, type Secrets, type SecretsDeps } from './domains/secrets/index.ts';
import type { Templates } from './domains/templates/index.ts';

interface SecretPartsDeps extends Omit<SecretsDeps, 'targets' | 'store' | 'templates'> {
  readonly templates: Templates['service'];
}

export function createSecretParts({ templates, ...deps }: SecretPartsDeps): Secrets {
  return createSecrets({
    ...deps,
    targets: createSecretTargets(deps),
    store: createBuiltInValues(deps),
    templates: {
      async services(ctx, name) {
        const { blueprint } = await templates.getUsable(ctx, name);
        return blueprint.services.map((service) => service.name);
      },
    },
  });
}

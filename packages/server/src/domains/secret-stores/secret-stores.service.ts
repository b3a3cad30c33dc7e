/** The stores that this installation is configured for. */
import { AppError } from '@moorage/core/errors';
import type { SecretValues, StoreName } from './secret-store.ports.ts';

export interface SecretStores {
  readonly all: readonly SecretValues[];
  find(name: StoreName): SecretValues | undefined;
  /** Refuses a store that is not configured any more, though something is there. */
  of(name: StoreName): SecretValues;
}

export function createSecretStores(all: readonly SecretValues[]): SecretStores {
  const find = (name: StoreName): SecretValues | undefined => all.find((store) => store.name === name);
  return {
    all,
    find,
    of(name) {
      const store = find(name);
      if (store !== undefined) return store;
      throw new AppError('unavailable', `The store of secrets ${name} is not configured here, and secrets are kept there.`, {
        details: { nextStep: 'Configure it again, or switch to another store: the record of the platform has every value.' },
      });
    },
  };
}

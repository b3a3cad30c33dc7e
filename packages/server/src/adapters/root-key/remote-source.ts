/**
 * What root keys in the hands of others have in common: they are asked over the network, so one is opened once; and before it is
 * trusted it proves that it binds to a context, because a server that does not know of contexts would ignore them.
 */
import { AppError, isAppError } from '@moorage/core/errors';
import type { RootKeyKeeper, RootKeySource } from '../../domains/vault/vault.ports.ts';
import { refused } from './refused.ts';

const probe = Buffer.from('moorage probe');

/** It is this value that does not open, and not the keeper that does not work. */
export function unopened(id: string, context: string, cause: unknown): AppError {
  const internal = `${id} cannot unwrap ${context}: another key, another context, or damaged`;
  return new AppError('internal', 'Something went wrong on our side.', { internal, cause });
}

async function prove(keeper: RootKeyKeeper, name: string): Promise<void> {
  const wrapped = await keeper.wrap(probe, 'moorage/probe/1');
  const back = await keeper.unwrap(wrapped, 'moorage/probe/1');
  const isOpen = await keeper.unwrap(wrapped, 'moorage/probe/2').then(
    () => true,
    (error: unknown) => {
      if (isAppError(error, 'internal')) return false;
      throw error;
    },
  );
  if (back.equals(probe) && !isOpen) return;
  throw refused(`${name} does not bind what it encrypts to a context.`, 'Use a key that encrypts with associated data.');
}

export function createRemoteSource(name: string, open: () => Promise<RootKeyKeeper>): RootKeySource {
  let opening: Promise<RootKeyKeeper> | undefined;
  return {
    name,
    // It is made where it is kept, and only used here.
    create: undefined,
    async open() {
      opening ??= open()
        .then(async (keeper) => {
          await prove(keeper, name);
          return keeper;
        })
        .catch((error: unknown) => {
          opening = undefined;
          throw error;
        });
      return await opening;
    },
  };
}

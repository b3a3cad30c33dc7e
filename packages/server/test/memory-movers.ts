/** Processes that move documents between the built-in store and two that forget everything with the file. */
import type { SecretValues, StoreName } from '../src/domains/secret-stores/index.ts';
import type { UpkeepDeps } from '../src/domains/secrets/secret-upkeep.service.ts';
import { createMemoryValues, type MemoryValues } from './memory-secret-values.ts';
import { builtInStore, createMover } from './secret-mover.ts';
import { type MoveScene, resetScene, user } from './secret-move-scene.ts';

export interface How extends Partial<Pick<UpkeepDeps, 'onStep' | 'batchSize'>> {
  /** What the store called vault does otherwise. */
  readonly vault?: Partial<SecretValues>;
  readonly without?: StoreName;
}

export interface MemoryMovers {
  readonly outside: MemoryValues;
  readonly elsewhere: MemoryValues;
  /** Deployments that were rolled out, and documents that were published, on the way. */
  readonly rolledOut: string[];
  readonly published: unknown[];
  /** What one process is made of. */
  mover(how?: How): UpkeepDeps;
  reset(): Promise<void>;
}

export function createMemoryMovers(scene: MoveScene): MemoryMovers {
  const [outside, elsewhere] = [createMemoryValues('vault'), createMemoryValues('aws')];
  const [rolledOut, published]: [string[], unknown[]] = [[], []];
  function mover({ vault = {}, without, ...how }: How = {}): UpkeepDeps {
    const parts = { db: scene.database, vault: scene.vault.vault, clock: scene.clock };
    const stores = [builtInStore(parts), { ...outside, ...vault }, elsewhere].filter((store) => store.name !== without);
    return {
      ...createMover({ ...parts, stores }),
      ...how,
      targets: {
        list: async (_tx, { orgId }) => [
          { id: orgId, orgId, ownerId: user, template: '', teamId: '', name: '', services: [], parameters: [] },
        ],
        async rollOut(_tx, concerned) {
          rolledOut.push(...concerned);
        },
      },
      jobs: {
        async enqueue(_tx, _job, payload) {
          published.push(payload);
          return undefined;
        },
      },
    };
  }
  return {
    ...{ outside, elsewhere, rolledOut, published, mover },
    async reset() {
      for (const { documents } of [outside, elsewhere]) documents.clear();
      for (const noted of [rolledOut, published]) noted.length = 0;
      await resetScene(scene, mover);
    },
  };
}

/** Puts our custom resource definitions into a cluster. */
import type { Clock } from '@moorage/core/clock';
import { AppError } from '@moorage/core/errors';
import type { KubeClient } from '../client/types.ts';
import type { KubeObject } from '../objects.ts';
import { resources } from '../resources.ts';
import { allCrds } from './crds.ts';

interface CrdStatus {
  readonly conditions?: readonly { readonly type: string; readonly status: string; readonly message?: string }[];
}

const pollMs = 50;

async function isEstablished(client: KubeClient, name: string): Promise<boolean> {
  const crd = await client.get<KubeObject<unknown, CrdStatus>>(resources.customResourceDefinition, { name });
  const conditions = crd?.status?.conditions ?? [];
  const refused = conditions.find((condition) => condition.type === 'NamesAccepted' && condition.status === 'False');
  if (refused !== undefined)
    throw new AppError('conflict', `The cluster refuses the resource "${name}": ${refused.message ?? 'its names are taken'}`);
  return conditions.some((condition) => condition.type === 'Established' && condition.status === 'True');
}

export interface InstallOptions {
  readonly clock: Clock;
  readonly signal?: AbortSignal;
  /** Default 30 s. */
  readonly timeoutMs?: number;
}

/** Applies every definition and resolves when the API server serves them all. Running it again changes nothing. */
export async function installCrds(client: KubeClient, options: InstallOptions): Promise<void> {
  const { clock, signal } = options;
  const giveUpAtMs = clock.monotonicMs() + (options.timeoutMs ?? 30_000);
  for (const crd of allCrds) {
    await client.apply<KubeObject>(
      resources.customResourceDefinition,
      { ...crd, metadata: { ...crd.metadata } },
      { fieldManager: 'moorage', force: true, ...(signal === undefined ? {} : { signal }) },
    );
    while (!(await isEstablished(client, crd.metadata.name))) {
      if (clock.monotonicMs() > giveUpAtMs)
        throw new AppError('unavailable', `The cluster did not begin to serve "${crd.metadata.name}".`);
      await clock.sleep(pollMs, signal);
    }
  }
}

/** Where secrets are kept, for people. */
import type { SecretStoreStatus } from '@moorage/sdk/types';

function lineOf({ store, place, documents, leftovers, clustersReadIt }: SecretStoreStatus['stores'][number]): string {
  const left = leftovers === 0 ? '' : `, ${leftovers} to be removed`;
  const reader = clustersReadIt ? ', read by clusters themselves' : '';
  return `  ${store.padEnd(9)} ${documents} documents${left} · ${place ?? 'not configured here'}${reader}`;
}

function headOf({ store, state, stores, finishedAt }: SecretStoreStatus): string {
  const rest = stores.filter((one) => one.store !== store).reduce((sum, one) => sum + one.documents, 0);
  if (state === 'switching') return `Secrets are moving to ${store}: ${rest} documents are elsewhere yet.`;
  return finishedAt === null ? `Secrets are kept in ${store}.` : `Secrets are kept in ${store}, all of them since ${finishedAt}.`;
}

export function describeSecretStore(status: SecretStoreStatus): string {
  const problem = status.problem === null ? [] : [`What did not move stays where it is: ${status.problem}`];
  return [headOf(status), ...problem, ...status.stores.map(lineOf)].join('\n');
}

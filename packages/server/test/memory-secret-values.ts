/** A store of secrets that forgets them with the process, and what may be done to it. */
import type { Secret } from '@moorage/core/secret';
import type {
  DocumentKey,
  ExternalSource,
  SecretDocument,
  SecretValues,
  StoreName,
} from '../src/domains/secret-stores/secret-store.ports.ts';

export interface MemoryValues extends SecretValues {
  readonly documents: Map<string, SecretDocument>;
}

export function createMemoryValues(name: StoreName, external?: ExternalSource): MemoryValues {
  const documents = new Map<string, SecretDocument>();
  return {
    name,
    place: 'this process',
    documents,
    external,
    get: async ({ path }: DocumentKey) => documents.get(path),
    async put({ path }: DocumentKey, values: Readonly<Record<string, Secret>>, expected: number) {
      const found = documents.get(path)?.version ?? 0;
      if (found !== expected) return { kind: 'conflict', version: found };
      documents.set(path, { version: found + 1, values });
      return { kind: 'stored', version: found + 1 };
    },
    async remove({ path }: DocumentKey) {
      documents.delete(path);
    },
    list: async (orgId: string) => [...documents.keys()].filter((path) => path.startsWith(`orgs/${orgId}/`)).toSorted(),
  };
}

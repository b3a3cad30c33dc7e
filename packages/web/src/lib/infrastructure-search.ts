/** Reads what the URL says of the pages of the infrastructure. */
import type { MetadataKind } from './metadata.ts';
import { searchText } from './search.ts';
import { type ServerRole, serverRoles, type ServerStatus, serverStatuses } from './server.ts';

type Search = Readonly<Record<string, unknown>>;

export interface ServersSearch {
  readonly role?: ServerRole | undefined;
  readonly status?: ServerStatus | undefined;
  readonly search?: string | undefined;
}

export function parseServersSearch(search: Search): ServersSearch {
  const role = serverRoles.find((one) => one === search['role']);
  const status = serverStatuses.find((one) => one === search['status']);
  const text = searchText(search['search']);
  return {
    ...(role === undefined ? {} : { role }),
    ...(status === undefined ? {} : { status }),
    ...(text === undefined ? {} : { search: text }),
  };
}

export interface MetadataSearch {
  /** Labels when absent. */
  readonly kind?: Exclude<MetadataKind, 'labels'> | undefined;
  readonly search?: string | undefined;
}

export function parseMetadataSearch(search: Search): MetadataSearch {
  const kind = search['kind'] === 'annotations' || search['kind'] === 'taints' ? search['kind'] : undefined;
  return { ...(kind === undefined ? {} : { kind }), ...parseNameSearch(search) };
}

export interface NameSearch {
  readonly search?: string | undefined;
}

/** Of lists that are searched by name only. */
export function parseNameSearch(search: Search): NameSearch {
  const text = searchText(search['search']);
  return text === undefined ? {} : { search: text };
}

/** Reads what the URL says of the pages of the infrastructure. */
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

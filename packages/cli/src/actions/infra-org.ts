/** Which organization a command about the infrastructure plane means: the one that is named, else the one that one works in. */
import type { CallOptions, Client } from '@moorage/sdk/client';
import { Option } from 'commander';
import { findOrg } from './find.ts';

export interface OrgFlag {
  readonly org?: string;
}

export function infraOrgOption(): Option {
  return new Option('--org <org>', 'name, slug or id; the one you work in when absent').env('MOORAGE_ORG');
}

/** As `/api/v1` is told. A key of an organization has only that one, and asks nobody. */
export async function inOrg(client: Client, { org }: OrgFlag): Promise<CallOptions> {
  return org === undefined ? {} : { headers: { 'x-org-id': (await findOrg(client, org)).id } };
}

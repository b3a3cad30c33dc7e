import { createColumnHelper, tableFeatures } from '@tanstack/react-table';
import { Link } from '@tanstack/react-router';
import type { DeploymentSummary } from '@moorage/sdk/types';
import { Age } from '../../shared/Age.tsx';
import { linkStyle } from '../../shared/LinkButton.tsx';
import { StatusBadge } from '../../shared/StatusBadge.tsx';
import { RowMenu } from './RowMenu.tsx';

export const features = tableFeatures({});
const helper = createColumnHelper<typeof features, DeploymentSummary>();

/** Widths, and which columns narrow screens leave out. */
export const columnLook: Readonly<Record<string, string>> = {
  name: 'w-auto',
  status: 'w-32',
  url: 'w-[28%] max-lg:hidden',
  template: 'w-40 max-md:hidden',
  services: 'w-20 text-right max-sm:hidden',
  age: 'w-20 text-right max-sm:hidden',
  menu: 'w-12 px-1.5 text-right',
};

/** An address without its scheme. */
export function hostOf(url: string): string {
  return url.replace(/^https?:\/\//, '').replace(/\/$/, '');
}

export function createColumns(onDelete: (deployment: DeploymentSummary) => void) {
  return helper.columns([
    helper.display({
      id: 'name',
      header: 'Name',
      cell: ({ row: { original } }) => (
        <>
          <Link to="/deployments/$name" params={{ name: original.name }} className="block truncate font-medium hover:underline">
            {original.displayName}
          </Link>
          <span className="block truncate text-[13px] text-muted">{original.lastError ?? original.name}</span>
        </>
      ),
    }),
    helper.display({ id: 'status', header: 'Status', cell: ({ row: { original } }) => <StatusBadge status={original.status} /> }),
    helper.display({
      id: 'url',
      header: 'Address',
      cell: ({ row: { original } }) =>
        original.url === null ? (
          <span className="text-muted">{original.visibility === 'internal' ? 'internal' : 'none'}</span>
        ) : (
          <a href={original.url} target="_blank" rel="noreferrer" className={`${linkStyle} block truncate`}>
            {hostOf(original.url)}
          </a>
        ),
    }),
    helper.display({
      id: 'template',
      header: 'Template',
      cell: ({ row: { original } }) => <span className="block truncate">{original.template}</span>,
    }),
    helper.display({
      id: 'services',
      header: 'Ready',
      cell: ({ row: { original } }) => `${original.servicesReady}/${original.servicesTotal}`,
    }),
    helper.display({ id: 'age', header: 'Age', cell: ({ row: { original } }) => <Age at={original.createdAt} /> }),
    helper.display({
      id: 'menu',
      header: () => <span className="sr-only">Actions</span>,
      cell: ({ row: { original } }) => <RowMenu deployment={original} onDelete={() => onDelete(original)} />,
    }),
  ]);
}

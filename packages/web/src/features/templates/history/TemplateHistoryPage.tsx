import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import type { Template, TemplateVersionSummary } from '@moorage/sdk/types';
import { type ReactElement, useState } from 'react';
import { templateQuery, templateVersionsQuery } from '../../../api/queries.ts';
import { fieldLabel } from '../../../lib/template-form.ts';
import { Age } from '../../../shared/Age.tsx';
import { ApiPanel } from '../../../shared/ApiPanel.tsx';
import { LinkButton } from '../../../shared/LinkButton.tsx';
import { Loaded } from '../../../shared/Loaded.tsx';
import { Page } from '../../../shared/Page.tsx';
import { Tag } from '../../../ui/Badge.tsx';
import { Button } from '../../../ui/Button.tsx';
import { EmptyState } from '../../../ui/EmptyState.tsx';
import { Table, Td, Th, Tr } from '../../../ui/Table.tsx';
import { templateVersionsAction } from '../api-actions.ts';
import { VersionDialog } from './VersionDialog.tsx';

export function TemplateHistoryPage(): ReactElement {
  const { name } = useParams({ from: '/shell/templates/$name/versions' });
  const template = useQuery(templateQuery(name));
  const query = useInfiniteQuery(templateVersionsQuery(name));
  return (
    <Page
      title={`Versions of ${template.data?.displayName ?? name}`}
      note="Every accepted change is kept. Deployments made from an older version stay as they are."
      actions={
        <LinkButton to="/templates/$name" params={{ name }}>
          Back to the template
        </LinkButton>
      }
    >
      <Loaded query={template} what="This template">
        {(current) => (
          <Loaded query={query} what="The versions">
            {(data) => <VersionTable versions={data.pages.flat()} template={current} />}
          </Loaded>
        )}
      </Loaded>
      {query.hasNextPage ? (
        <Button busy={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
          Older versions
        </Button>
      ) : null}
      <ApiPanel action={templateVersionsAction(name)} />
    </Page>
  );
}

interface VersionTableProps {
  readonly versions: readonly TemplateVersionSummary[];
  readonly template: Template;
}

function VersionTable({ versions, template }: VersionTableProps) {
  const [chosen, setChosen] = useState<TemplateVersionSummary>();
  if (versions.length === 0) return <EmptyState title="No versions that you may see" />;
  return (
    <>
      <Table label="Versions">
        <thead>
          <tr>
            <Th>Version</Th>
            <Th>What changed</Th>
            <Th className="max-md:hidden">By</Th>
            <Th>Age</Th>
            <Th>
              <span className="sr-only">Actions</span>
            </Th>
          </tr>
        </thead>
        <tbody>
          {versions.map((version) => (
            <Tr key={version.version}>
              <Td>
                <span className="flex flex-wrap items-center gap-2">
                  {version.version}
                  {version.version === template.version ? <Tag>current</Tag> : null}
                </span>
              </Td>
              <Td>{version.changed.length === 0 ? 'Created' : version.changed.map(fieldLabel).join(', ')}</Td>
              <Td className="max-md:hidden">
                {version.actor.email ?? (version.actor.kind === 'system' ? 'Moorage' : 'Somebody of another organization')}
              </Td>
              <Td>
                <Age at={version.createdAt} />
              </Td>
              <Td className="text-right">
                <Button size="small" aria-label={`Compare version ${version.version}`} onClick={() => setChosen(version)}>
                  Compare
                </Button>
              </Td>
            </Tr>
          ))}
        </tbody>
      </Table>
      {chosen === undefined ? null : <VersionDialog summary={chosen} template={template} onClose={() => setChosen(undefined)} />}
    </>
  );
}

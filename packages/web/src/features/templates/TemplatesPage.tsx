import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { Template } from '@moorage/sdk/types';
import { type ReactElement, useState } from 'react';
import { templatesQuery } from '../../api/queries.ts';
import { plural } from '../../lib/format.ts';
import { LinkButton } from '../../shared/LinkButton.tsx';
import { Loaded } from '../../shared/Loaded.tsx';
import { Page } from '../../shared/Page.tsx';
import { Tag } from '../../ui/Badge.tsx';
import { Card } from '../../ui/Card.tsx';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { TextInput } from '../../ui/Field.tsx';

export function TemplatesPage(): ReactElement {
  const [search, setSearch] = useState('');
  const query = useQuery(templatesQuery);
  return (
    <Page
      title="Templates"
      note="What can be deployed: the services of an app, and the parameters it asks for."
      actions={
        <LinkButton tone="primary" to="/new-template">
          New template
        </LinkButton>
      }
    >
      <TextInput
        type="search"
        aria-label="Find a template"
        placeholder="Find a template"
        className="max-w-sm"
        value={search}
        onChange={(event) => setSearch(event.target.value)}
      />
      <Loaded query={query} what="The templates">
        {(templates) => <TemplateGrid templates={templates.filter((template) => isMatch(template, search))} search={search} />}
      </Loaded>
    </Page>
  );
}

function isMatch(template: Template, search: string): boolean {
  const text = `${template.name} ${template.displayName} ${template.description} ${template.category}`.toLowerCase();
  return text.includes(search.trim().toLowerCase());
}

function TemplateGrid({ templates, search }: { readonly templates: readonly Template[]; readonly search: string }) {
  if (templates.length === 0) {
    return (
      <EmptyState title={search === '' ? 'No templates yet' : 'No template matches'}>
        {search === '' ? 'System templates are installed when the server starts.' : `Nothing here is called “${search}”.`}
      </EmptyState>
    );
  }
  return (
    <ul className="grid grid-cols-[repeat(auto-fill,minmax(min(280px,100%),1fr))] gap-4">
      {templates.map((template) => (
        <li key={template.name}>
          <Card className="relative flex h-full flex-col gap-2 p-4 focus-within:border-control hover:border-control">
            <h2 className="font-semibold">
              <Link to="/templates/$name" params={{ name: template.name }} className="after:absolute after:inset-0">
                {template.displayName}
              </Link>
            </h2>
            <p className="line-clamp-3 flex-1 text-muted">{template.description}</p>
            <p className="flex flex-wrap items-center gap-2 text-[13px] text-muted">
              <Tag>{template.category}</Tag>
              {template.isSystem ? <Tag>system</Tag> : <Tag>{template.visibility}</Tag>}
              <span>{plural(template.services.length, 'service')}</span>
              <span>{plural(template.envVars.length, 'parameter')}</span>
            </p>
          </Card>
        </li>
      ))}
    </ul>
  );
}

import { useQuery } from '@tanstack/react-query';
import { useSearch } from '@tanstack/react-router';
import type { Template } from '@moorage/sdk/types';
import type { ReactElement } from 'react';
import { templatesQuery } from '../../../api/queries.ts';
import { Loaded } from '../../../shared/Loaded.tsx';
import { Page } from '../../../shared/Page.tsx';
import { DeployForm } from './DeployForm.tsx';
import { TemplateChoice } from './TemplateChoice.tsx';

export function DeployPage(): ReactElement {
  const { template: wanted } = useSearch({ from: '/shell/deploy' });
  const query = useQuery(templatesQuery);
  const isChosen = query.data?.some((template) => template.name === wanted) ?? false;
  return (
    <Page title="Deploy an app" note={isChosen ? undefined : 'Choose what to deploy; the form asks for the rest.'}>
      <Loaded query={query} what="The templates">
        {(templates) => <ChoiceAndForm templates={templates.filter((template) => template.enabled)} wanted={wanted} />}
      </Loaded>
    </Page>
  );
}

function ChoiceAndForm({ templates, wanted }: { readonly templates: readonly Template[]; readonly wanted: string | undefined }) {
  const chosen = templates.find((template) => template.name === wanted);
  return (
    <div className="space-y-8">
      <TemplateChoice templates={templates} chosen={chosen} wanted={wanted} />
      {chosen === undefined ? null : <DeployForm key={chosen.name} template={chosen} />}
    </div>
  );
}

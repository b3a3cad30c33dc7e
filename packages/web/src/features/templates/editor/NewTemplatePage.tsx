import { useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import type { Template } from '@moorage/sdk/types';
import type { ReactElement } from 'react';
import { toast } from 'sonner';
import { templateQuery } from '../../../api/queries.ts';
import { copyOfTemplate, emptyForm } from '../../../lib/template-form.ts';
import { Loaded } from '../../../shared/Loaded.tsx';
import { Page } from '../../../shared/Page.tsx';
import { TemplateEditor } from './TemplateEditor.tsx';

export function NewTemplatePage(): ReactElement {
  const { template: source } = useSearch({ from: '/shell/new-template' });
  const query = useQuery({ ...templateQuery(source ?? ''), enabled: source !== undefined });
  const navigate = useNavigate();
  const saved = ({ name, displayName }: Template) => {
    toast.success(`${displayName} is saved`);
    void navigate({ to: '/templates/$name', params: { name } });
  };
  return (
    <Page title="New template" note="What a deployment runs, and what whoever deploys it is asked for." wide>
      {source === undefined ? (
        <TemplateEditor start={emptyForm} onSaved={saved} />
      ) : (
        <Loaded query={query} what="The template to begin from" skeletonRows={8}>
          {(template) => <TemplateEditor start={copyOfTemplate(template)} onSaved={saved} />}
        </Loaded>
      )}
    </Page>
  );
}

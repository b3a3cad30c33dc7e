import { useQuery } from '@tanstack/react-query';
import { useNavigate, useParams } from '@tanstack/react-router';
import type { Template } from '@moorage/sdk/types';
import { type ReactElement, useState } from 'react';
import { toast } from 'sonner';
import { templateQuery } from '../../../api/queries.ts';
import { allows } from '../../../lib/can.ts';
import { formOfTemplate } from '../../../lib/template-form.ts';
import { LinkButton } from '../../../shared/LinkButton.tsx';
import { Loaded } from '../../../shared/Loaded.tsx';
import { Page } from '../../../shared/Page.tsx';
import { EmptyState } from '../../../ui/EmptyState.tsx';
import { TemplateEditor } from './TemplateEditor.tsx';

export function EditTemplatePage(): ReactElement {
  const { name } = useParams({ from: '/shell/templates/$name/edit' });
  const query = useQuery(templateQuery(name));
  return (
    <Page
      title={`Edit ${query.data?.displayName ?? name}`}
      note="Deployments made from it stay as they are; every version is kept."
      wide
    >
      <Loaded query={query} what="This template" skeletonRows={8}>
        {(template) => <Editor key={template.name} template={template} />}
      </Loaded>
    </Page>
  );
}

function Editor({ template }: { readonly template: Template }) {
  const navigate = useNavigate();
  // What the edits began from; a newer one that arrives meanwhile shows when saving.
  const [start] = useState(template);
  if (!allows(template, 'template:update')) {
    return (
      <EmptyState
        title={template.isSystem ? 'System templates cannot be changed' : 'You may use this template but not change it'}
        actions={
          <LinkButton tone="primary" to="/new-template" search={{ template: template.name }}>
            Make your own from it
          </LinkButton>
        }
      />
    );
  }
  return (
    <TemplateEditor
      start={formOfTemplate(start)}
      version={start.version}
      onSaved={({ name, displayName, version }) => {
        toast.success(`${displayName} is saved as version ${version}`);
        void navigate({ to: '/templates/$name', params: { name } });
      }}
    />
  );
}

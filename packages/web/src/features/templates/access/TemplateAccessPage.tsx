import { useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import type { Template } from '@moorage/sdk/types';
import type { ReactElement } from 'react';
import { templateQuery } from '../../../api/queries.ts';
import { allows } from '../../../lib/can.ts';
import { GuestSection } from '../../../shared/guests/GuestSection.tsx';
import { LinkButton } from '../../../shared/LinkButton.tsx';
import { Loaded } from '../../../shared/Loaded.tsx';
import { Page } from '../../../shared/Page.tsx';
import { EmptyState } from '../../../ui/EmptyState.tsx';

const seenBy: Readonly<Record<Template['visibility'], string>> = {
  private: 'Only you see this template.',
  team: 'Only the team and the admins of the organization see this template.',
  org: 'Only members of the organization see this template.',
  public: 'Everybody sees this template.',
};

/** Guests of one template. */
export function TemplateAccessPage(): ReactElement {
  const { name } = useParams({ from: '/shell/templates/$name/access' });
  const query = useQuery(templateQuery(name));
  return (
    <Page
      title={`Share ${query.data?.displayName ?? name}`}
      note="Guests read it and deploy from it in their own teams; as developers they change it too."
      actions={
        <LinkButton to="/templates/$name" params={{ name }}>
          Back to the template
        </LinkButton>
      }
    >
      <Loaded query={query} what="This template">
        {(template) => <Guests template={template} />}
      </Loaded>
    </Page>
  );
}

function Guests({ template }: { readonly template: Template }) {
  const { name, visibility, orgId } = template;
  if (visibility === 'public') {
    return <EmptyState title="Everybody sees this template">It is public, so there is nobody to share it with.</EmptyState>;
  }
  if (!allows(template, 'template:share')) {
    return (
      <EmptyState title="You may use this template but not share it">
        A private one is shared by its owner, any other by the admins of where it belongs.
      </EmptyState>
    );
  }
  return <GuestSection thing={{ type: 'template', name }} orgId={orgId ?? undefined} seenBy={seenBy[visibility]} />;
}

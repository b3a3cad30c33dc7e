import { useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import type { Template } from '@moorage/sdk/types';
import type { ReactElement } from 'react';
import { templateQuery } from '../../api/queries.ts';
import { allows, can } from '../../lib/can.ts';
import { ApiPanel } from '../../shared/ApiPanel.tsx';
import { LinkButton } from '../../shared/LinkButton.tsx';
import { Loaded } from '../../shared/Loaded.tsx';
import { Page } from '../../shared/Page.tsx';
import { useMe } from '../../shared/use-session.ts';
import { YamlView } from '../../shared/YamlView.tsx';
import { Card, Section } from '../../ui/Card.tsx';
import { Facts } from '../../ui/Facts.tsx';
import { DeleteTemplate } from './DeleteTemplate.tsx';
import { ParameterTable } from './ParameterTable.tsx';
import { TemplateSecrets } from './TemplateSecrets.tsx';

export function TemplatePage(): ReactElement {
  const { name } = useParams({ from: '/shell/templates/$name' });
  const query = useQuery(templateQuery(name));
  const me = useMe();
  return (
    <Page
      title={query.data?.displayName ?? name}
      note={query.data?.description}
      actions={
        <>
          {can(me, 'deployment:create') && query.data?.enabled === true ? (
            <LinkButton tone="primary" to="/deploy" search={{ template: name }}>
              Deploy
            </LinkButton>
          ) : null}
          {query.data === undefined ? null : <ChangeButtons template={query.data} />}
        </>
      }
    >
      <Loaded query={query} what="This template" skeletonRows={8}>
        {(template) => <TemplateDetails template={template} />}
      </Loaded>
    </Page>
  );
}

/** Who may not change it makes a template of his own from it. */
function ChangeButtons({ template }: { readonly template: Template }) {
  return (
    <>
      {allows(template, 'template:update') ? (
        <LinkButton to="/templates/$name/edit" params={{ name: template.name }}>
          Edit
        </LinkButton>
      ) : null}
      <LinkButton to="/new-template" search={{ template: template.name }}>
        Copy
      </LinkButton>
      {template.isSystem ? null : (
        <LinkButton to="/templates/$name/versions" params={{ name: template.name }}>
          Versions
        </LinkButton>
      )}
      {allows(template, 'template:share') ? (
        <LinkButton to="/templates/$name/access" params={{ name: template.name }}>
          Share
        </LinkButton>
      ) : null}
      {allows(template, 'template:delete') ? <DeleteTemplate name={template.name} /> : null}
    </>
  );
}

function ownerOf(template: Template): string {
  if (template.isSystem) return 'Moorage (system template)';
  return [template.orgName, template.teamName].filter((part) => part !== null).join(' / ') || 'You';
}

function TemplateDetails({ template }: { readonly template: Template }) {
  return (
    <>
      <Card className="p-4">
        <Facts
          facts={[
            { term: 'Name', value: <span className="font-mono text-[13px]">{template.name}</span> },
            { term: 'Category', value: template.category },
            { term: 'Owner', value: ownerOf(template) },
            { term: 'Visibility', value: template.visibility },
            { term: 'Version', value: template.version },
            { term: 'Services', value: template.services.join(', ') },
            { term: 'CPU', value: `${template.cpuRequest} to ${template.cpuLimit}` },
            { term: 'Memory', value: `${template.memoryRequest} to ${template.memoryLimit}` },
            { term: 'Deployable', value: template.enabled ? 'yes' : 'no, it is switched off' },
          ]}
        />
      </Card>
      <Section title="Parameters" note="They reach the services as environment variables.">
        <ParameterTable definitions={template.envVars} />
      </Section>
      <Section title="Specification" note="The services and ingresses that a deployment gets.">
        <YamlView text={template.spec} label={`Specification of ${template.displayName}`} />
      </Section>
      <TemplateSecrets template={template} />
      <ApiPanel
        action={{
          method: 'GET',
          path: `/api/templates/${template.name}`,
          cli: ['templates', 'get', template.name],
          call: 'templates.get',
          callArgs: { params: { name: template.name } },
        }}
      />
    </>
  );
}

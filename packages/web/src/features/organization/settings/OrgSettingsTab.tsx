import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { Org } from '@moorage/sdk/types';
import { type ReactElement, useState } from 'react';
import { updateOrg } from '../../../api/org-actions.ts';
import { orgQuery } from '../../../api/org-queries.ts';
import { can } from '../../../lib/can.ts';
import { formatDateTime } from '../../../lib/format.ts';
import { ErrorView } from '../../../shared/ErrorView.tsx';
import { Loaded } from '../../../shared/Loaded.tsx';
import { useCurrentTeam, useMe } from '../../../shared/use-session.ts';
import { Button } from '../../../ui/Button.tsx';
import { Card, Section } from '../../../ui/Card.tsx';
import { CopyButton } from '../../../ui/CopyButton.tsx';
import { Facts } from '../../../ui/Facts.tsx';
import { Field, TextArea, TextInput } from '../../../ui/Field.tsx';
import { EmailDomains } from '../domains/EmailDomains.tsx';
import { OrgDanger } from './OrgDanger.tsx';

export function OrgSettingsTab(): ReactElement {
  const me = useMe();
  const { orgId = '' } = useCurrentTeam();
  const query = useQuery(orgQuery(orgId));
  return (
    <Loaded query={query} what="The organization">
      {(org) => (
        <div className="space-y-8">
          <General org={org} />
          {can(me, 'org:domains') ? <EmailDomains orgId={org.id} /> : null}
          <OrgDanger org={org} />
        </div>
      )}
    </Loaded>
  );
}

function General({ org }: { readonly org: Org }) {
  const me = useMe();
  const facts = [
    { term: 'Slug', value: org.slug },
    { term: 'Plan', value: org.plan },
    { term: 'Created', value: formatDateTime(org.createdAt) },
    { term: 'Id', value: <OrgId id={org.id} /> },
    {
      term: 'Audit log',
      value: org.auditRetentionDays === null ? 'as long as the platform keeps it' : `${org.auditRetentionDays} days`,
    },
  ];
  return (
    <Section title="General">
      <Card className="space-y-5 p-4">
        <Facts facts={facts} />
        {can(me, 'org:update') ? <GeneralForm key={org.id} org={org} /> : null}
      </Card>
    </Section>
  );
}

function OrgId({ id }: { readonly id: string }) {
  return (
    <span className="flex items-center gap-1">
      <code className="min-w-0 font-mono text-[13px] break-all">{id}</code>
      <CopyButton text={id} what="the id" />
    </span>
  );
}

function GeneralForm({ org }: { readonly org: Org }) {
  const queries = useQueryClient();
  const [name, setName] = useState(org.name);
  const [aiContext, setAiContext] = useState(org.aiContext);
  const [days, setDays] = useState(org.auditRetentionDays === null ? '' : String(org.auditRetentionDays));
  const wanted = name.trim();
  const auditRetentionDays = days === '' ? null : Number(days);
  const save = useMutation({ mutationFn: () => updateOrg(queries, org.id, { name: wanted, aiContext, auditRetentionDays }) });
  const isChanged = wanted !== org.name || aiContext !== org.aiContext || auditRetentionDays !== org.auditRetentionDays;
  return (
    <form
      className="max-w-xl space-y-4"
      onSubmit={(event) => {
        event.preventDefault();
        save.mutate();
      }}
    >
      <Field label="Name" hint="The slug stays as it is: addresses are made of it.">
        {(control) => <TextInput {...control} maxLength={100} value={name} onChange={(event) => setName(event.target.value)} />}
      </Field>
      <Field
        label="Context for generated templates"
        hint="What a model should know of your conventions when it drafts a template: base images, ports, names. No secrets."
      >
        {(control) => (
          <TextArea {...control} maxLength={10_000} value={aiContext} onChange={(event) => setAiContext(event.target.value)} />
        )}
      </Field>
      <Field
        label="Days that the audit log is kept"
        hint="From 30 to 3650, and never longer than the platform keeps it. Empty: as long as the platform does. Older entries are removed for good."
      >
        {(control) => (
          <TextInput
            {...control}
            type="number"
            min={30}
            max={3650}
            className="w-32"
            value={days}
            onChange={(event) => setDays(event.target.value)}
          />
        )}
      </Field>
      {save.error === null ? null : <ErrorView error={save.error} attempt="The organization could not be saved" />}
      <div className="flex items-center gap-3">
        <Button type="submit" tone="primary" busy={save.isPending} disabled={!isChanged || wanted === ''}>
          Save
        </Button>
        <span role="status" className="text-muted">
          {save.isSuccess && !isChanged ? 'Saved.' : ''}
        </span>
      </div>
    </form>
  );
}

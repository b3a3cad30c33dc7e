import type { V1Domain, V1DomainUpdate } from '@moorage/sdk/types';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { createDomain, deleteDomain, updateDomain } from '../../../api/dns.ts';
import { ConfirmDialog } from '../../../shared/ConfirmDialog.tsx';
import { FormDialog } from '../../../shared/FormDialog.tsx';
import { ShowAs } from '../../../shared/ShowAs.tsx';
import { Callout } from '../../../ui/Callout.tsx';
import { createDomainAction } from './domain-actions.ts';
import { type DomainDraft, DomainFields, domainPaths } from './DomainFields.tsx';

export interface DomainMove {
  readonly kind: 'edit' | 'delete';
  readonly domain: V1Domain;
}

interface DomainDialogsProps {
  readonly move: DomainMove | undefined;
  readonly onClose: () => void;
  /** After it is gone, where the page shows only this one. */
  readonly onDeleted?: () => void;
}

/** The dialog that belongs to what was chosen of a domain. */
export function DomainDialogs({ move, onClose, onDeleted }: DomainDialogsProps) {
  const queries = useQueryClient();
  if (move === undefined) return null;
  const { kind, domain } = move;
  if (kind === 'edit') return <EditDomain domain={domain} onClose={onClose} />;
  const { id, organization_id: orgId, domain_name: name } = domain;
  return (
    <ConfirmDialog
      open
      onOpenChange={(open) => (open ? undefined : onClose())}
      title={`Delete ${name}`}
      action="Delete"
      typed={name}
      danger
      onConfirm={async () => {
        await deleteDomain(queries, { orgId, id });
        onDeleted?.();
      }}
    >
      <p>What goes:</p>
      <ul className="list-disc space-y-1 pl-5">
        <li>the domain here, with all of its records;</li>
        <li>at the provider, every record that we have put there, and the marks beside them. Their names stop resolving.</li>
      </ul>
      <p>What is not ours stays, and so does the zone. Where a provider cannot be reached, it is tried for seven days.</p>
      <p className="text-muted">Where a cluster uses the domain, nothing is deleted, and you are told which.</p>
    </ConfirmDialog>
  );
}

export function CreateDomain({ orgId, onClose }: { readonly orgId: string; readonly onClose: () => void }) {
  const queries = useQueryClient();
  const [draft, setDraft] = useState<DomainDraft>({ name: '', credentialId: '', zoneId: '' });
  const zone = draft.zoneId.trim();
  const body = {
    ...{ domain_name: draft.name.trim(), credential_id: draft.credentialId },
    ...(zone === '' ? {} : { zone_id: zone }),
  };
  return (
    <FormDialog
      title="Add a domain"
      description="Its zone has to be there at the provider. Nothing in it is changed but what you put here."
      action="Add"
      attempt="The domain could not be added"
      canSubmit={body.domain_name !== '' && body.credential_id !== ''}
      paths={domainPaths}
      onSubmit={() => createDomain(queries, orgId, body)}
      onClose={onClose}
    >
      {(problemAt) => (
        <>
          <DomainFields
            orgId={orgId}
            draft={draft}
            problemAt={problemAt}
            onChange={(change) => setDraft((old) => ({ ...old, ...change }))}
          />
          <ShowAs action={createDomainAction(orgId, body)} />
        </>
      )}
    </FormDialog>
  );
}

/** Only what is different; an empty zone is looked for again. */
function changeOf(domain: V1Domain, draft: DomainDraft): V1DomainUpdate {
  const [name, zone] = [draft.name.trim(), draft.zoneId.trim()];
  return {
    ...(name === domain.domain_name ? {} : { domain_name: name }),
    ...(draft.credentialId === domain.credential_id ? {} : { credential_id: draft.credentialId }),
    ...(zone === domain.zone_id ? {} : { zone_id: zone === '' ? null : zone }),
  };
}

function EditDomain({ domain, onClose }: { readonly domain: V1Domain; readonly onClose: () => void }) {
  const queries = useQueryClient();
  const { id, organization_id: orgId, domain_name, credential_id, zone_id } = domain;
  const [draft, setDraft] = useState<DomainDraft>({ name: domain_name, credentialId: credential_id, zoneId: zone_id });
  const change = changeOf(domain, draft);
  return (
    <FormDialog
      title={`Edit ${domain_name}`}
      action="Save"
      attempt="The domain could not be changed"
      canSubmit={Object.keys(change).length > 0 && draft.name.trim() !== '' && draft.credentialId !== ''}
      paths={domainPaths}
      onSubmit={() => updateDomain(queries, { orgId, id }, change)}
      onClose={onClose}
    >
      {(problemAt) => (
        <>
          <DomainFields
            orgId={orgId}
            draft={draft}
            problemAt={problemAt}
            onChange={(next) => setDraft((old) => ({ ...old, ...next }))}
          />
          {change.domain_name === undefined && change.zone_id === undefined ? null : (
            <Callout tone="warn" title="All records move.">
              <p>They are brought to the new place, and what is ours in the old one is removed.</p>
            </Callout>
          )}
        </>
      )}
    </FormDialog>
  );
}

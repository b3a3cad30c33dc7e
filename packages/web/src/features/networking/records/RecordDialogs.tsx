import type { V1Credential, V1Domain, V1RecordSet } from '@moorage/sdk/types';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { createRecord, deleteRecord, updateRecord } from '../../../api/dns.ts';
import { hasAliases } from '../../../lib/dns-domain.ts';
import {
  draftOfRecord,
  emptyRecord,
  fullName,
  isCompleteRecord,
  type RecordDraft,
  recordOfDraft,
  updateOfDraft,
} from '../../../lib/dns-record.ts';
import { ApiPanel } from '../../../shared/ApiPanel.tsx';
import { ConfirmDialog } from '../../../shared/ConfirmDialog.tsx';
import { FormDialog } from '../../../shared/FormDialog.tsx';
import { ShowAs } from '../../../shared/ShowAs.tsx';
import { Dialog } from '../../../ui/Dialog.tsx';
import { createRecordAction, recordAction } from './record-actions.ts';
import { RecordFields } from './RecordFields.tsx';

export interface RecordMove {
  readonly kind: 'edit' | 'show' | 'delete';
  readonly record: V1RecordSet;
}

interface OfDomain {
  readonly domain: V1Domain;
  readonly credential: V1Credential | undefined;
  readonly onClose: () => void;
}

function pathsOf({ values }: RecordDraft): string[] {
  return ['name', 'type', 'ttl', 'values', 'alias', 'alias.name', 'alias.zone_id', ...values.map((_value, at) => `values.${at}`)];
}

/** The dialog that belongs to what was chosen of a record. */
export function RecordDialogs({ move, ...rest }: OfDomain & { readonly move: RecordMove | undefined }) {
  const queries = useQueryClient();
  if (move === undefined) return null;
  const { domain, onClose } = rest;
  const { kind, record } = move;
  const title = `${record.type} ${fullName(record.name, domain.domain_name)}`;
  const close = (open: boolean) => (open ? undefined : onClose());
  if (kind === 'edit') return <EditRecord record={record} title={title} {...rest} />;
  if (kind === 'show') {
    return (
      <Dialog open onOpenChange={close} title={title} size="large">
        <ApiPanel title="Show as" action={recordAction(domain, record)} />
      </Dialog>
    );
  }
  return (
    <ConfirmDialog
      open
      onOpenChange={close}
      title={`Delete ${title}`}
      action="Delete"
      danger
      onConfirm={() => deleteRecord(queries, { orgId: domain.organization_id, id: record.id })}
    >
      {record.owner === 'external' ? (
        <p>It is forgotten here. What is at the provider is not ours and stays there.</p>
      ) : (
        <p>It is removed from the provider within moments, and the name stops resolving.</p>
      )}
      <p className="text-muted">Where a cluster uses it, nothing is deleted, and you are told which.</p>
    </ConfirmDialog>
  );
}

export function CreateRecord({ domain, credential, onClose }: OfDomain) {
  const queries = useQueryClient();
  const [draft, setDraft] = useState(emptyRecord);
  const body = recordOfDraft(draft);
  return (
    <FormDialog
      title={`Add a record to ${domain.domain_name}`}
      description="It is brought to the provider within moments, and never over what is not ours."
      action="Add"
      attempt="The record could not be added"
      canSubmit={isCompleteRecord(draft)}
      paths={pathsOf(draft)}
      onSubmit={() => createRecord(queries, { orgId: domain.organization_id, id: domain.id }, body)}
      onClose={onClose}
    >
      {(problemAt) => (
        <>
          <RecordFields
            domainName={domain.domain_name}
            draft={draft}
            onChange={setDraft}
            problemAt={problemAt}
            canAlias={hasAliases(credential)}
          />
          <ShowAs action={createRecordAction(domain, body)} />
        </>
      )}
    </FormDialog>
  );
}

interface EditRecordProps extends OfDomain {
  readonly record: V1RecordSet;
  readonly title: string;
}

function EditRecord({ domain, credential, record, title, onClose }: EditRecordProps) {
  const queries = useQueryClient();
  const [draft, setDraft] = useState(() => draftOfRecord(record));
  return (
    <FormDialog
      title={`Edit ${title}`}
      description="Another name or type moves it: what is ours in the old place is removed."
      action="Save"
      attempt="The record could not be changed"
      canSubmit={isCompleteRecord(draft)}
      paths={pathsOf(draft)}
      onSubmit={() => updateRecord(queries, { orgId: domain.organization_id, id: record.id }, updateOfDraft(draft))}
      onClose={onClose}
    >
      {(problemAt) => (
        <RecordFields
          domainName={domain.domain_name}
          draft={draft}
          onChange={setDraft}
          problemAt={problemAt}
          canAlias={hasAliases(credential)}
        />
      )}
    </FormDialog>
  );
}

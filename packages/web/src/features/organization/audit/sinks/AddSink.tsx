import { useQueryClient } from '@tanstack/react-query';
import type { AuditSinkCreated } from '@moorage/sdk/types';
import { useState } from 'react';
import { createSink } from '../../../../api/audit-sinks.ts';
import { FormDialog } from '../../../../shared/FormDialog.tsx';
import { CheckInput } from '../../../../ui/Field.tsx';
import { SinkAddress } from './SinkAddress.tsx';

interface AddSinkProps {
  readonly orgId: string;
  readonly onClose: () => void;
  readonly onCreated: (sink: AuditSinkCreated) => void;
}

export function AddSink({ orgId, onClose, onCreated }: AddSinkProps) {
  const queries = useQueryClient();
  const [url, setUrl] = useState('');
  const [fromStart, setFromStart] = useState(false);
  return (
    <FormDialog
      title="Add a webhook"
      action="Add"
      attempt="The webhook could not be added"
      canSubmit={url.trim() !== ''}
      onSubmit={async () => onCreated(await createSink(queries, { orgId, url: url.trim(), fromStart }))}
      onClose={onClose}
    >
      <SinkAddress value={url} onChange={setUrl} />
      <CheckInput
        label="Deliver what there is already, too"
        checked={fromStart}
        onChange={(event) => setFromStart(event.target.checked)}
      />
    </FormDialog>
  );
}

import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { updateSink } from '../../../../api/audit-sinks.ts';
import { FormDialog } from '../../../../shared/FormDialog.tsx';
import { SinkAddress } from './SinkAddress.tsx';

interface MoveSinkProps {
  readonly place: Parameters<typeof updateSink>[1];
  readonly url: string;
  readonly onClose: () => void;
}

/** Another address for the same webhook: its secret stays, and it goes on where it was. */
export function MoveSink({ place, url, onClose }: MoveSinkProps) {
  const queries = useQueryClient();
  const [wanted, setWanted] = useState(url);
  const next = wanted.trim();
  return (
    <FormDialog
      title="Change the address"
      description="The secret stays the same, and nothing is left out."
      action="Save"
      attempt="The address could not be changed"
      canSubmit={next !== '' && next !== url}
      onSubmit={() => updateSink(queries, place, { url: next })}
      onClose={onClose}
    >
      <SinkAddress value={wanted} onChange={setWanted} />
    </FormDialog>
  );
}

import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { AuditSink } from '@moorage/sdk/types';
import { useState } from 'react';
import { removeSink, testSink, updateSink } from '../../../../api/audit-sinks.ts';
import { toFailure } from '../../../../api/errors.ts';
import { plural } from '../../../../lib/format.ts';
import type { Tone } from '../../../../lib/status.ts';
import { Age } from '../../../../shared/Age.tsx';
import { ConfirmDialog } from '../../../../shared/ConfirmDialog.tsx';
import { Badge } from '../../../../ui/Badge.tsx';
import { Button } from '../../../../ui/Button.tsx';
import { Table, Td, Th, Tr } from '../../../../ui/Table.tsx';
import { MoveSink } from './MoveSink.tsx';

const tones: Readonly<Record<AuditSink['status'], Tone>> = {
  waiting: 'neutral',
  delivering: 'ok',
  failing: 'bad',
  disabled: 'neutral',
};

export function SinkTable({ orgId, sinks }: { readonly orgId: string; readonly sinks: readonly AuditSink[] }) {
  return (
    <Table label="Webhooks">
      <thead>
        <tr>
          <Th>Address</Th>
          <Th>State</Th>
          <Th className="max-sm:hidden">Delivered</Th>
          <Th>
            <span className="sr-only">Actions</span>
          </Th>
        </tr>
      </thead>
      <tbody>
        {sinks.map((sink) => (
          <SinkRow key={sink.id} orgId={orgId} sink={sink} />
        ))}
      </tbody>
    </Table>
  );
}

interface SinkRowProps {
  readonly orgId: string;
  readonly sink: AuditSink;
}

function SinkRow({ orgId, sink }: SinkRowProps) {
  const { url, status, deliveredAt, deliveredSeq } = sink;
  const [said, setSaid] = useState<{ readonly isGood: boolean; readonly text: string }>();
  return (
    <Tr>
      <Td>
        <span className="block font-mono text-[13px] break-all max-sm:min-w-36">{url}</span>
        <SinkTrouble sink={sink} />
        <span role="status" className={`block text-[13px] break-words ${said?.isGood === true ? 'text-ok' : 'text-bad'}`}>
          {said?.text}
        </span>
      </Td>
      <Td>
        <Badge tone={tones[status]}>{status}</Badge>
      </Td>
      <Td className="max-sm:hidden">
        {deliveredAt === null ? 'never' : <Age at={deliveredAt} suffix=" ago" />}
        <span className="block text-[13px] text-muted">up to number {deliveredSeq}</span>
      </Td>
      <Td>
        <SinkButtons orgId={orgId} sink={sink} onSaid={(isGood, text) => setSaid({ isGood, text })} />
      </Td>
    </Tr>
  );
}

/** Why it is off, and what went wrong last and since when: what was not taken waits and goes out later. */
function SinkTrouble({ sink: { disabledReason, lastError, failures, failingSince } }: { readonly sink: AuditSink }) {
  if (disabledReason === null && lastError === null) return null;
  return (
    <span className="block text-[13px] break-words text-muted">
      {disabledReason === null ? null : <span className="block">{disabledReason} Turned on, it goes on where it was.</span>}
      {lastError === null ? null : <span className="block">Last error: {lastError}</span>}
      {failingSince === null || disabledReason !== null ? null : (
        <span className="block">
          Refused {plural(failures, 'time')}, first <Age at={failingSince} suffix=" ago" />. It is tried again by itself.
        </span>
      )}
    </span>
  );
}

interface SinkButtonsProps extends SinkRowProps {
  readonly onSaid: (isGood: boolean, text: string) => void;
}

function SinkButtons({ orgId, sink, onSaid }: SinkButtonsProps) {
  const queries = useQueryClient();
  const [isRemoving, setRemoving] = useState(false);
  const [isMoving, setMoving] = useState(false);
  const place = { orgId, id: sink.id };
  const onError = (error: unknown) => onSaid(false, toFailure(error).message);
  const test = useMutation({
    mutationFn: () => testSink(queries, place),
    onSuccess: ({ ok, message }) => onSaid(ok, message),
    onError,
  });
  const turned = sink.status === 'disabled' ? 'on' : 'off';
  const turn = useMutation({ mutationFn: () => updateSink(queries, place, { enabled: turned === 'on' }), onError });
  return (
    <>
      <span className="flex flex-wrap justify-end gap-2">
        <Button size="small" busy={test.isPending} aria-label={`Test ${sink.url}`} onClick={() => test.mutate()}>
          Test
        </Button>
        <Button size="small" busy={turn.isPending} aria-label={`Turn ${turned} ${sink.url}`} onClick={() => turn.mutate()}>
          Turn {turned}
        </Button>
        <Button size="small" aria-label={`Change the address ${sink.url}`} onClick={() => setMoving(true)}>
          Change
        </Button>
        <Button size="small" tone="danger" aria-label={`Remove ${sink.url}`} onClick={() => setRemoving(true)}>
          Remove
        </Button>
      </span>
      {isMoving ? <MoveSink place={place} url={sink.url} onClose={() => setMoving(false)} /> : null}
      <ConfirmDialog
        open={isRemoving}
        onOpenChange={setRemoving}
        title="Remove this webhook"
        action="Remove"
        danger
        onConfirm={() => removeSink(queries, place)}
      >
        <p className="break-all">Nothing is delivered to {sink.url} any more.</p>
      </ConfirmDialog>
    </>
  );
}

import type { V1ClusterMetadata } from '@moorage/sdk/types';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Pencil, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { type ClusterPlace, clusterMetadataQuery, deleteClusterMetadata, saveClusterMetadata } from '../../../api/clusters.ts';
import { can } from '../../../lib/can.ts';
import { ConfirmDialog } from '../../../shared/ConfirmDialog.tsx';
import { FormDialog } from '../../../shared/FormDialog.tsx';
import { Loaded } from '../../../shared/Loaded.tsx';
import { useMe } from '../../../shared/use-session.ts';
import { Button } from '../../../ui/Button.tsx';
import { Section } from '../../../ui/Card.tsx';
import { Field, TextArea, TextInput } from '../../../ui/Field.tsx';
import { Table, Td, Th, Tr } from '../../../ui/Table.tsx';

interface Move {
  readonly kind: 'add' | 'edit' | 'delete';
  readonly entry?: V1ClusterMetadata;
}

/** Keys and values for what runs in the cluster. */
export function ClusterMetadata({ place }: { readonly place: ClusterPlace }) {
  const queries = useQueryClient();
  const query = useQuery(clusterMetadataQuery(place));
  const mayChange = can(useMe(), 'cluster:update');
  const [move, setMove] = useState<Move>();
  const close = () => setMove(undefined);
  const add = (
    <Button size="small" aria-label="Add metadata" onClick={() => setMove({ kind: 'add' })}>
      Add…
    </Button>
  );
  return (
    <Section title="Metadata" note="Keys and values for what runs in the cluster." actions={mayChange ? add : undefined}>
      <Loaded query={query} what="The metadata">
        {(entries) =>
          entries.length === 0 ? (
            <p className="text-muted">Nothing is said about it yet.</p>
          ) : (
            <EntryTable entries={entries} onMove={mayChange ? setMove : undefined} />
          )
        }
      </Loaded>
      {move === undefined ? null : move.kind === 'delete' && move.entry !== undefined ? (
        <DeleteEntry entry={move.entry} onConfirm={(id) => deleteClusterMetadata(queries, place, id)} onClose={close} />
      ) : (
        <EntryForm
          entry={move.entry}
          onSave={(pair) => saveClusterMetadata(queries, place, pair, move.entry?.id)}
          onClose={close}
        />
      )}
    </Section>
  );
}

interface EntryTableProps {
  readonly entries: readonly V1ClusterMetadata[];
  readonly onMove: ((move: Move) => void) | undefined;
}

function EntryTable({ entries, onMove }: EntryTableProps) {
  return (
    <Table label="Metadata">
      <thead>
        <tr>
          <Th>Key</Th>
          <Th>Value</Th>
          <Th>
            <span className="sr-only">Actions</span>
          </Th>
        </tr>
      </thead>
      <tbody>
        {entries.map((entry) => (
          <Tr key={entry.id}>
            <Td className="font-mono text-[13px] break-all">{entry.key}</Td>
            <Td className="font-mono text-[13px] break-all whitespace-pre-wrap">{entry.value}</Td>
            <Td className="w-0 text-right whitespace-nowrap">
              {onMove === undefined ? null : (
                <>
                  <Button
                    size="iconSmall"
                    tone="quiet"
                    aria-label={`Edit ${entry.key}`}
                    onClick={() => onMove({ kind: 'edit', entry })}
                  >
                    <Pencil aria-hidden="true" className="size-4" />
                  </Button>
                  <Button
                    size="iconSmall"
                    tone="quiet"
                    aria-label={`Delete ${entry.key}`}
                    onClick={() => onMove({ kind: 'delete', entry })}
                  >
                    <Trash2 aria-hidden="true" className="size-4" />
                  </Button>
                </>
              )}
            </Td>
          </Tr>
        ))}
      </tbody>
    </Table>
  );
}

interface EntryFormProps {
  readonly entry: V1ClusterMetadata | undefined;
  readonly onSave: (pair: { readonly key: string; readonly value: string }) => Promise<unknown>;
  readonly onClose: () => void;
}

const paths = ['key', 'value'];

function EntryForm({ entry, onSave, onClose }: EntryFormProps) {
  const [key, setKey] = useState(entry?.key ?? '');
  const [value, setValue] = useState(entry?.value ?? '');
  return (
    <FormDialog
      title={entry === undefined ? 'New metadata' : `Edit ${entry.key}`}
      action={entry === undefined ? 'Add' : 'Save'}
      attempt="It could not be saved"
      canSubmit={key.trim() !== '' && value.trim() !== ''}
      paths={paths}
      onSubmit={() => onSave({ key: key.trim(), value })}
      onClose={onClose}
    >
      {(problemAt) => (
        <>
          <Field label="Key" required error={problemAt('key')} hint="Capitals make no other key.">
            {(control) => (
              <TextInput
                {...control}
                autoFocus
                className="font-mono"
                value={key}
                onChange={(event) => setKey(event.target.value)}
              />
            )}
          </Field>
          <Field label="Value" required error={problemAt('value')}>
            {(control) => <TextArea {...control} value={value} onChange={(event) => setValue(event.target.value)} />}
          </Field>
        </>
      )}
    </FormDialog>
  );
}

interface DeleteEntryProps {
  readonly entry: V1ClusterMetadata;
  readonly onConfirm: (id: string) => Promise<unknown>;
  readonly onClose: () => void;
}

function DeleteEntry({ entry, onConfirm, onClose }: DeleteEntryProps) {
  return (
    <ConfirmDialog
      open
      onOpenChange={(open) => (open ? undefined : onClose())}
      title={`Delete ${entry.key}`}
      action="Delete"
      danger
      onConfirm={() => onConfirm(entry.id)}
    >
      <p>What runs in the cluster is told of it no more from its next run on.</p>
    </ConfirmDialog>
  );
}

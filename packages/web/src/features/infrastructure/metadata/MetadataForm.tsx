import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { createMetadata, type MetadataPlace, updateMetadata } from '../../../api/node-metadata.ts';
import { type Metadata, type MetadataDraft, oneOf, taintEffects, writtenMetadata } from '../../../lib/metadata.ts';
import { FormDialog } from '../../../shared/FormDialog.tsx';
import { ShowAs } from '../../../shared/ShowAs.tsx';
import { Field, SelectInput, TextArea, TextInput } from '../../../ui/Field.tsx';
import { createMetadataAction } from './metadata-actions.ts';

interface MetadataFormProps {
  readonly place: MetadataPlace;
  /** The one to change; a new one without. */
  readonly item?: Metadata;
  readonly onClose: () => void;
}

const paths = ['key', 'value', 'effect'];

function firstDraft(kind: MetadataPlace['kind'], item: Metadata | undefined): MetadataDraft {
  const { key = '', value = '', effect } = item ?? {};
  return { key, value, ...(kind === 'taints' ? { effect: effect ?? 'NoSchedule' } : {}) };
}

export function MetadataForm({ place, item, onClose }: MetadataFormProps) {
  const queries = useQueryClient();
  const { orgId, kind } = place;
  const [draft, setDraft] = useState(() => firstDraft(kind, item));
  const change = (next: Partial<MetadataDraft>) => setDraft((old) => ({ ...old, ...next }));
  const wanted = kind === 'annotations' ? draft : { ...draft, key: draft.key.trim(), value: draft.value.trim() };
  const noun = oneOf(kind);
  const save = () =>
    item === undefined ? createMetadata(queries, place, wanted) : updateMetadata(queries, { ...place, id: item.id }, wanted);
  const Value = kind === 'annotations' ? TextArea : TextInput;
  return (
    <FormDialog
      title={item === undefined ? `New ${noun}` : `Edit ${writtenMetadata(item)}`}
      description={item === undefined ? undefined : 'It changes wherever it is attached.'}
      action={item === undefined ? 'Add' : 'Save'}
      attempt={`The ${noun} could not be saved`}
      canSubmit={wanted.key !== ''}
      paths={paths}
      onSubmit={save}
      onClose={onClose}
    >
      {(problemAt) => (
        <>
          <Field label="Key" required error={problemAt('key')} hint="As Kubernetes has it: name, or prefix/name.">
            {(control) => (
              <TextInput
                {...control}
                autoFocus
                className="font-mono"
                value={draft.key}
                onChange={(event) => change({ key: event.target.value })}
              />
            )}
          </Field>
          <Field label="Value" error={problemAt('value')} hint="May be empty.">
            {(control) => (
              <Value
                {...control}
                className="font-mono"
                value={draft.value}
                onChange={(event: { readonly target: { readonly value: string } }) => change({ value: event.target.value })}
              />
            )}
          </Field>
          {draft.effect === undefined ? null : (
            <Field label="Effect" required error={problemAt('effect')}>
              {(control) => (
                <SelectInput
                  {...control}
                  value={draft.effect}
                  onChange={(event) => change({ effect: taintEffects.find((one) => one === event.target.value) })}
                >
                  {taintEffects.map((effect) => (
                    <option key={effect}>{effect}</option>
                  ))}
                </SelectInput>
              )}
            </Field>
          )}
          {item === undefined ? <ShowAs action={createMetadataAction(orgId, kind, wanted)} /> : null}
        </>
      )}
    </FormDialog>
  );
}

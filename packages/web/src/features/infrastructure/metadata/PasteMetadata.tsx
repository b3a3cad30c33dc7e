import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { createAllMetadata, type MetadataPlace } from '../../../api/node-metadata.ts';
import { plural } from '../../../lib/format.ts';
import { type MetadataKind, oneOf, parseMetadata, writtenMetadata } from '../../../lib/metadata.ts';
import { FormDialog } from '../../../shared/FormDialog.tsx';
import { PastePreview } from '../../../shared/PastePreview.tsx';
import { Field, TextArea } from '../../../ui/Field.tsx';

const examples: Readonly<Record<MetadataKind, string>> = {
  labels: 'example.org/zone=b\ntier=gold',
  annotations: 'example.org/owner=the team of the north',
  taints: 'dedicated=gpu:NoSchedule\nspot:PreferNoSchedule',
};

export function PasteMetadata({ place, onClose }: { readonly place: MetadataPlace; readonly onClose: () => void }) {
  const queries = useQueryClient();
  const { kind } = place;
  const [text, setText] = useState('');
  const rows = parseMetadata(kind, text);
  const items = rows.flatMap(({ item }) => item ?? []);
  return (
    <FormDialog
      title={`Add many ${kind}`}
      description="One a line. Those that are there already stay as they are."
      size="large"
      action={items.length === 0 ? 'Add' : `Add ${plural(items.length, oneOf(kind))}`}
      attempt="Not all of them could be added; those before it are there"
      canSubmit={items.length > 0 && items.length === rows.length}
      onSubmit={() => createAllMetadata(queries, place, items)}
      onClose={onClose}
    >
      <Field
        label={
          kind === 'taints' ? 'Taints, as key=value:Effect' : `${kind === 'labels' ? 'Labels' : 'Annotations'}, as key=value`
        }
        required
      >
        {(control) => (
          <TextArea
            {...control}
            autoFocus
            rows={6}
            placeholder={examples[kind]}
            value={text}
            onChange={(event) => setText(event.target.value)}
          />
        )}
      </Field>
      <PastePreview noun={oneOf(kind)} rows={rows}>
        {({ item }) => <span className="font-mono text-[13px] break-all">{item === undefined ? '' : writtenMetadata(item)}</span>}
      </PastePreview>
    </FormDialog>
  );
}

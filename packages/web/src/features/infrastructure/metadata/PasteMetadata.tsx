import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { createManyMetadata, type MetadataPlace } from '../../../api/node-metadata.ts';
import { plural } from '../../../lib/format.ts';
import { type MetadataKind, mostMetadata, oneOf, parseMetadata, writtenMetadata } from '../../../lib/metadata.ts';
import { FormDialog } from '../../../shared/FormDialog.tsx';
import { refusalPaths, withRefusals } from '../../../shared/paste-refusals.ts';
import { PastePreview } from '../../../shared/PastePreview.tsx';
import { ShowAs } from '../../../shared/ShowAs.tsx';
import { Field, TextArea } from '../../../ui/Field.tsx';
import { createManyMetadataAction } from './metadata-actions.ts';

const examples: Readonly<Record<MetadataKind, string>> = {
  labels: 'example.org/zone=b\ntier=gold',
  annotations: 'example.org/owner=the team of the north',
  taints: 'dedicated=gpu:NoSchedule\nspot:PreferNoSchedule',
};

const titles: Readonly<Record<MetadataKind, string>> = {
  labels: 'Labels, as key=value',
  annotations: 'Annotations, as key=value',
  taints: 'Taints, as key=value:Effect',
};

const fields = ['', 'key', 'value', 'effect'] as const;

export function PasteMetadata({ place, onClose }: { readonly place: MetadataPlace; readonly onClose: () => void }) {
  const queries = useQueryClient();
  const { orgId, kind } = place;
  const places = { list: kind, fields };
  const [text, setText] = useState('');
  // Whose lines a refusal is about.
  const [sent, setSent] = useState<string>();
  const rows = parseMetadata(kind, text);
  const items = rows.flatMap(({ item }) => item ?? []);
  const isRight = items.length > 0 && items.length === rows.length;
  return (
    <FormDialog
      title={`Add many ${kind}`}
      description="One a line. All of them are added, or none."
      size="large"
      action={items.length === 0 ? 'Add' : `Add ${plural(items.length, oneOf(kind))}`}
      attempt={`The ${kind} could not be added`}
      canSubmit={isRight && items.length <= mostMetadata}
      paths={refusalPaths(places, items.length)}
      onSubmit={() => {
        setSent(text);
        return createManyMetadata(queries, place, items);
      }}
      onClose={onClose}
    >
      {(problemAt) => (
        <>
          <Field
            label={titles[kind]}
            required
            error={items.length > mostMetadata ? `At most ${mostMetadata} at once.` : undefined}
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
          <PastePreview noun={oneOf(kind)} rows={text === sent ? withRefusals(rows, places, problemAt) : rows}>
            {({ item }) => (
              <span className="font-mono text-[13px] break-all">{item === undefined ? '' : writtenMetadata(item)}</span>
            )}
          </PastePreview>
          {isRight ? <ShowAs action={createManyMetadataAction(orgId, kind, items)} /> : null}
        </>
      )}
    </FormDialog>
  );
}

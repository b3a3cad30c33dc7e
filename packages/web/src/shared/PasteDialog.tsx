import { type ReactNode, useState } from 'react';
import { plural } from '../lib/format.ts';
import type { ApiAction } from '../lib/snippets.ts';
import { Field, TextArea } from '../ui/Field.tsx';
import { FormDialog } from './FormDialog.tsx';
import type { PasteRefusals } from './paste-refusals.ts';
import { type PastedRow, PastePreview } from './PastePreview.tsx';
import { ShowAs } from './ShowAs.tsx';

export interface Pasted<Row, Item> {
  readonly rows: readonly Row[];
  /** What would be made of the lines that are right. */
  readonly items: readonly Item[];
  readonly refusals: PasteRefusals<NoInfer<Row>>;
}

interface PasteDialogProps<Row extends PastedRow, Item> {
  readonly title: string;
  readonly description: string;
  /** What one of them is: "server". */
  readonly noun: string;
  /** What the preview counts, where that is not what is made: "line". */
  readonly counts?: string;
  /** Of the field, with what is expected in it. */
  readonly label: string;
  readonly hint?: string;
  readonly example: string;
  /** As many as one request takes. */
  readonly most: number;
  readonly read: (text: string) => Pasted<Row, Item>;
  /** The same by other means. */
  readonly actionOf: (items: readonly Item[]) => ApiAction;
  readonly onSubmit: (items: readonly Item[]) => Promise<unknown>;
  readonly onClose: () => void;
  /** Further fields, for what the lines do not say. */
  readonly fields?: ReactNode;
  /** What becomes of a line that is right. */
  readonly children: (row: Row, pasted: Pasted<Row, Item>) => ReactNode;
}

/** Many at once from a text: each line is judged before anything is sent, and where the server refuses one, it is told at that line. */
export function PasteDialog<Row extends PastedRow, Item>(props: PasteDialogProps<Row, Item>) {
  const { noun, most, read, actionOf, onSubmit, fields, children, ...dialog } = props;
  const [text, setText] = useState('');
  // Whose lines a refusal is about: it says nothing of a text that was changed since.
  const [sent, setSent] = useState<string>();
  const pasted = read(text);
  const { rows, items, refusals } = pasted;
  const isRight = items.length > 0 && rows.every(({ problems }) => problems.length === 0);
  return (
    <FormDialog
      title={dialog.title}
      description={dialog.description}
      size="large"
      action={items.length === 0 ? 'Add' : `Add ${plural(items.length, noun)}`}
      attempt={`The ${noun}s could not be added`}
      canSubmit={isRight && items.length <= most}
      paths={refusals.paths}
      onSubmit={() => {
        setSent(text);
        return onSubmit(items);
      }}
      onClose={dialog.onClose}
    >
      {(problemAt) => (
        <>
          <Field
            label={dialog.label}
            required
            hint={dialog.hint}
            error={items.length > most ? `At most ${most} at once.` : undefined}
          >
            {(control) => (
              <TextArea
                {...control}
                autoFocus
                rows={7}
                wrap="off"
                placeholder={dialog.example}
                value={text}
                onChange={(event) => setText(event.target.value)}
              />
            )}
          </Field>
          {fields}
          <PastePreview
            noun={dialog.counts ?? noun}
            rows={rows.map((row, at) => {
              const told = text === sent ? refusals.of(row, at, problemAt) : [];
              return told.length === 0 ? row : { ...row, problems: told };
            })}
          >
            {(row) => children(row, pasted)}
          </PastePreview>
          {isRight ? <ShowAs action={actionOf(items)} /> : null}
        </>
      )}
    </FormDialog>
  );
}

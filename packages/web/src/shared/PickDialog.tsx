import { useState } from 'react';
import { plural } from '../lib/format.ts';
import { EmptyState } from '../ui/EmptyState.tsx';
import { CheckInput, TextInput } from '../ui/Field.tsx';
import { FormDialog } from './FormDialog.tsx';

interface PickChoice {
  readonly id: string;
  readonly label: string;
  readonly note?: string | undefined;
}

interface PickDialogProps {
  readonly title: string;
  /** Of the things to pick from: "server". */
  readonly noun: string;
  /** Undefined while they are being read. */
  readonly choices: readonly PickChoice[] | undefined;
  readonly picked: readonly string[];
  /** What came and what went, by id. */
  readonly onSave: (change: { readonly attach: readonly string[]; readonly detach: readonly string[] }) => Promise<unknown>;
  readonly onClose: () => void;
}

/** As many as one likes of a list, found by typing; saved in one go. */
export function PickDialog({ title, noun, choices, picked, onSave, onClose }: PickDialogProps) {
  const [text, setText] = useState('');
  const [chosen, setChosen] = useState<ReadonlySet<string>>(() => new Set(picked));
  const attach = [...chosen].filter((id) => !picked.includes(id));
  const detach = picked.filter((id) => !chosen.has(id));
  const toggle = (id: string, isOn: boolean) =>
    setChosen((old) => new Set(isOn ? [...old, id] : [...old].filter((one) => one !== id)));
  const wanted = text.trim().toLowerCase();
  const shown = choices?.filter(({ label, note = '' }) => `${label} ${note}`.toLowerCase().includes(wanted)) ?? [];
  const said = [attach.length === 0 ? '' : `${attach.length} to attach`, detach.length === 0 ? '' : `${detach.length} to detach`];
  return (
    <FormDialog
      title={title}
      action="Save"
      attempt="Not everything could be saved"
      canSubmit={attach.length + detach.length > 0}
      onSubmit={() => onSave({ attach, detach })}
      onClose={onClose}
    >
      {choices?.length === 0 ? (
        <EmptyState title={`There is no ${noun} yet`} />
      ) : (
        <>
          <TextInput
            type="search"
            aria-label={`Find a ${noun}`}
            placeholder={`Find a ${noun}`}
            autoFocus
            value={text}
            onChange={(event) => setText(event.target.value)}
          />
          <fieldset className="max-h-72 space-y-2 overflow-y-auto rounded-md border border-border p-3">
            <legend className="sr-only">{title}</legend>
            {shown.length === 0 ? (
              <p className="text-muted">{choices === undefined ? 'Loading…' : `No ${noun} matches.`}</p>
            ) : null}
            {shown.map(({ id, label, note }) => (
              <CheckInput
                key={id}
                label={<span className="break-all">{label}</span>}
                hint={note}
                checked={chosen.has(id)}
                onChange={(event) => toggle(id, event.target.checked)}
              />
            ))}
          </fieldset>
          <p role="status" className="text-[13px] text-muted">
            {said.filter((part) => part !== '').join(', ') || `${plural(picked.length, noun)} attached`}
          </p>
        </>
      )}
    </FormDialog>
  );
}

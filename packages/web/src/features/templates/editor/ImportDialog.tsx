import { useMutation } from '@tanstack/react-query';
import type { TemplateDraft } from '@moorage/sdk/types';
import { type DragEvent, useState } from 'react';
import { importCompose } from '../../../api/actions.ts';
import { cn } from '../../../lib/cn.ts';
import { ErrorView } from '../../../shared/ErrorView.tsx';
import { Button } from '../../../ui/Button.tsx';
import { Dialog, DialogActions } from '../../../ui/Dialog.tsx';
import { Field, TextArea } from '../../../ui/Field.tsx';

interface ImportDialogProps {
  readonly onDraft: (draft: TemplateDraft) => void;
  readonly onClose: () => void;
}

/** A Docker Compose file, pasted, chosen or dropped, becomes the specification and parameters in the editor. */
export function ImportDialog({ onDraft, onClose }: ImportDialogProps) {
  const [text, setText] = useState('');
  const [isOver, setOver] = useState(false);
  const convert = useMutation({ mutationFn: () => importCompose(text), onSuccess: onDraft });
  const read = async (file: File | undefined) => {
    if (file !== undefined) setText(await file.text());
  };
  const drop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    void read(event.dataTransfer.files[0]);
  };
  return (
    <Dialog
      open
      onOpenChange={(open) => (open ? undefined : onClose())}
      title="Import a Docker Compose file"
      description="It replaces the specification and the parameters in the editor. Nothing is saved yet."
      size="large"
    >
      <form
        className="space-y-4"
        onSubmit={(event) => {
          event.preventDefault();
          convert.mutate();
        }}
      >
        <Field label="Compose file" hint="Paste it, drop the file into the box, or choose it below.">
          {(control) => (
            <TextArea
              {...control}
              rows={14}
              className={cn(isOver && 'border-accent bg-accent-tint')}
              placeholder={'services:\n  web:\n    image: nginx:1.29\n    ports: ["80"]'}
              value={text}
              onChange={(event) => setText(event.target.value)}
              onDragOver={(event) => {
                event.preventDefault();
                setOver(true);
              }}
              onDragLeave={() => setOver(false)}
              onDrop={drop}
            />
          )}
        </Field>
        <input
          type="file"
          aria-label="Choose a compose file"
          accept=".yaml,.yml,text/yaml"
          className="max-w-full text-[13px] text-muted file:mr-3 file:h-7 file:cursor-pointer file:rounded-md file:border file:border-solid file:border-border file:bg-surface file:px-2 file:font-medium file:text-text hover:file:bg-hover"
          onChange={(event) => void read(event.target.files?.[0])}
        />
        {convert.error === null ? null : <ErrorView error={convert.error} attempt="The file could not be imported" />}
        <DialogActions>
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" tone="primary" busy={convert.isPending} disabled={text.trim() === ''}>
            Import
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}

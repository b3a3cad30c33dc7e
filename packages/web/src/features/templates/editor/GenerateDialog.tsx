import { useMutation } from '@tanstack/react-query';
import type { TemplateDraft } from '@moorage/sdk/types';
import { useState } from 'react';
import { generateTemplate } from '../../../api/actions.ts';
import { isFailure } from '../../../api/errors.ts';
import { ErrorView } from '../../../shared/ErrorView.tsx';
import { Button } from '../../../ui/Button.tsx';
import { Callout } from '../../../ui/Callout.tsx';
import { InlineCode } from '../../../ui/Code.tsx';
import { Dialog, DialogActions } from '../../../ui/Dialog.tsx';
import { Field, TextArea } from '../../../ui/Field.tsx';

interface GenerateDialogProps {
  readonly orgId: string;
  readonly onDraft: (draft: TemplateDraft) => void;
  readonly onClose: () => void;
}

/** A sentence about an app becomes a draft, where the platform has a model to ask. */
export function GenerateDialog({ orgId, onDraft, onClose }: GenerateDialogProps) {
  const [prompt, setPrompt] = useState('');
  const generate = useMutation({ mutationFn: () => generateTemplate(prompt, orgId), onSuccess: onDraft });
  const { error } = generate;
  const hasNone = isFailure(error, 'unavailable');
  return (
    <Dialog
      open
      onOpenChange={(open) => (open ? undefined : onClose())}
      title="Describe the app"
      description="A model writes a draft into the editor. It is checked like any other, and nothing is saved."
      size="large"
    >
      <form
        className="space-y-4"
        onSubmit={(event) => {
          event.preventDefault();
          generate.mutate();
        }}
      >
        <Field label="What it is" hint="Services, images, ports, what is asked for when deploying.">
          {(control) => (
            <TextArea
              {...control}
              rows={6}
              maxLength={10_000}
              className="font-sans text-sm"
              value={prompt}
              onChange={(event) => setPrompt(event.target.value)}
            />
          )}
        </Field>
        {hasNone ? <NoModel message={error.message} /> : null}
        {error === null || hasNone ? null : <ErrorView error={error} attempt="No draft came of it" />}
        <DialogActions>
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" tone="primary" busy={generate.isPending} disabled={prompt.trim() === ''}>
            Write a draft
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}

function NoModel({ message }: { readonly message: string }) {
  return (
    <Callout tone="warn" role="alert" title={message}>
      <p>
        Whoever runs this platform sets <InlineCode>AI_PROVIDER</InlineCode> to <InlineCode>anthropic</InlineCode> or{' '}
        <InlineCode>openai</InlineCode>, <InlineCode>AI_MODEL</InlineCode> to the name of a model and{' '}
        <InlineCode>AI_API_KEY</InlineCode> to its key, and starts the server again. A server of your own that speaks the OpenAI
        protocol is named by <InlineCode>AI_BASE_URL</InlineCode> and needs no key.
      </p>
    </Callout>
  );
}

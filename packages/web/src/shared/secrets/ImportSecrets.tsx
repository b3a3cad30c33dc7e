import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { SecretImportResult } from '@moorage/sdk/types';
import { useState } from 'react';
import { isFailure, toFailure } from '../../api/errors.ts';
import { importSecrets, previewImport } from '../../api/secrets.ts';
import { plural } from '../../lib/format.ts';
import { reachOf, type SecretPlace, servicesOf } from '../../lib/secrets.ts';
import { Button } from '../../ui/Button.tsx';
import { Dialog, DialogActions } from '../../ui/Dialog.tsx';
import { Field, TextArea } from '../../ui/Field.tsx';
import { ErrorView } from '../ErrorView.tsx';
import { ImportPreview } from './ImportPreview.tsx';
import { ServiceField } from './SecretFields.tsx';

interface ImportSecretsProps {
  readonly place: SecretPlace;
  readonly onClose: () => void;
}

/** An `.env` file at once: first what would happen, then all of it or nothing. */
export function ImportSecrets({ place, onClose }: ImportSecretsProps) {
  const queries = useQueryClient();
  const [text, setText] = useState('');
  const [serviceName, setServiceName] = useState('');
  const preview = useMutation({ mutationFn: () => previewImport(place, { text, serviceName }) });
  const save = useMutation({ mutationFn: () => importSecrets(queries, place, { text, serviceName }), onSuccess: onClose });
  const forget = () => {
    preview.reset();
    save.reset();
  };
  const problems = isFailure(preview.error, 'invalid_request') ? toFailure(preview.error).issues : [];
  const isReady = preview.data !== undefined;
  return (
    <Dialog
      open
      onOpenChange={(open) => (open ? undefined : onClose())}
      title="Paste an .env file"
      description={`All entries of it or none, for ${reachOf(place)}.`}
      size="large"
    >
      <form
        className="space-y-4"
        onSubmit={(event) => {
          event.preventDefault();
          if (isReady) save.mutate();
          else preview.mutate();
        }}
      >
        <Field label="Text" hint="KEY=value, one a line. Nothing is expanded: $HOME stays as it is.">
          {(control) => (
            <TextArea
              {...control}
              rows={8}
              autoFocus
              autoComplete="off"
              placeholder={'DATABASE_PASSWORD=…\nexport API_KEY="…"'}
              value={text}
              onChange={(event) => {
                forget();
                setText(event.target.value);
              }}
            />
          )}
        </Field>
        <ServiceField
          services={servicesOf(place)}
          value={serviceName}
          onChange={(service) => {
            forget();
            setServiceName(service);
          }}
        />
        {problems.length > 0 || preview.data !== undefined ? <ImportPreview result={preview.data} problems={problems} /> : null}
        {preview.error === null || problems.length > 0 ? null : (
          <ErrorView error={preview.error} attempt="The text could not be checked" />
        )}
        {save.error === null ? null : <ErrorView error={save.error} attempt="Nothing was imported" />}
        <DialogActions>
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" tone="primary" busy={preview.isPending || save.isPending} disabled={text.trim() === ''}>
            {preview.data === undefined ? 'Preview' : saveText(preview.data)}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}

function saveText({ created, replaced }: SecretImportResult): string {
  return `Save ${plural(created.length + replaced.length, 'secret')}`;
}

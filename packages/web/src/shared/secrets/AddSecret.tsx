import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { createSecret } from '../../api/secrets.ts';
import { keyProblem, reachOf, type SecretPlace, servicesOf } from '../../lib/secrets.ts';
import { Field, TextInput } from '../../ui/Field.tsx';
import { FormDialog } from '../FormDialog.tsx';
import { DescriptionField, ServiceField, ValueField } from './SecretFields.tsx';

interface AddSecretProps {
  readonly place: SecretPlace;
  /** The key, where it is certain. */
  readonly known?: string;
  readonly onClose: () => void;
}

export function AddSecret({ place, known = '', onClose }: AddSecretProps) {
  const queries = useQueryClient();
  const [key, setKey] = useState(known);
  const [value, setValue] = useState('');
  const [description, setDescription] = useState('');
  const [serviceName, setServiceName] = useState('');
  const problem = keyProblem(key);
  return (
    <FormDialog
      title="Add a secret"
      description={`For ${reachOf(place)}.`}
      action="Save"
      attempt="The secret could not be saved"
      canSubmit={key !== '' && problem === undefined && value !== ''}
      onSubmit={() => createSecret(queries, place, { key, value, description: description.trim(), serviceName })}
      onClose={onClose}
    >
      <Field label="Key" required error={problem} hint="The name of the variable that services receive.">
        {(control) => (
          <TextInput
            {...control}
            className="font-mono"
            autoFocus={known === ''}
            readOnly={known !== ''}
            placeholder="DATABASE_PASSWORD"
            value={key}
            onChange={(event) => setKey(event.target.value.trim())}
          />
        )}
      </Field>
      <ValueField value={value} onChange={setValue} />
      <ServiceField services={servicesOf(place)} value={serviceName} onChange={setServiceName} />
      <DescriptionField value={description} onChange={setDescription} />
    </FormDialog>
  );
}

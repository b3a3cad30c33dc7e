import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { addGrant } from '../../../api/grants.ts';
import { rolesQuery } from '../../../api/org-queries.ts';
import { nowMs } from '../../../lib/clock.ts';
import { expiryAfter } from '../../../lib/key-form.ts';
import { roleOptions } from '../../../lib/membership.ts';
import { FormDialog } from '../../../shared/FormDialog.tsx';
import { ExpiryField } from '../../../shared/keys/KeyFields.tsx';
import { Field, SelectInput, TextInput } from '../../../ui/Field.tsx';

const usualDays = 30;

interface AddGuestProps {
  readonly name: string;
  readonly orgId: string;
  readonly onClose: () => void;
}

export function AddGuest({ name, orgId, onClose }: AddGuestProps) {
  const queries = useQueryClient();
  const roles = useQuery(rolesQuery(orgId)).data ?? [];
  // To lead a team is nothing that one can do to a single deployment.
  const options = roleOptions(roles, 'team').filter(({ value }) => value !== 'team_admin');
  const [email, setEmail] = useState('');
  const [role, setRole] = useState('viewer');
  const [days, setDays] = useState(usualDays);
  const address = email.trim();
  return (
    <FormDialog
      title={`Share ${name}`}
      description="With somebody who has signed in here before, in your organization or not."
      action="Share"
      attempt="The deployment could not be shared"
      canSubmit={address !== ''}
      onSubmit={() => addGrant(queries, { name, email: address, role, ...expiryAfter(days, nowMs()) })}
      onClose={onClose}
    >
      <Field label="E-mail">
        {(control) => (
          <TextInput
            {...control}
            type="email"
            maxLength={254}
            autoFocus
            value={email}
            onChange={(event) => setEmail(event.target.value)}
          />
        )}
      </Field>
      <Field label="Role" hint={options.find(({ value }) => value === role)?.meaning}>
        {(control) => (
          <SelectInput {...control} value={role} onChange={(event) => setRole(event.target.value)}>
            {options.map(({ value, label }) => (
              <option key={value} value={value}>
                {label}
              </option>
            ))}
          </SelectInput>
        )}
      </Field>
      <ExpiryField days={days} onChange={setDays} />
    </FormDialog>
  );
}

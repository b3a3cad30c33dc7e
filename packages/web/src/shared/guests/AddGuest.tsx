import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { addGrant, type SharedThing } from '../../api/grants.ts';
import { rolesQuery } from '../../api/org-queries.ts';
import { nowMs } from '../../lib/clock.ts';
import { expiryAfter } from '../../lib/key-form.ts';
import { roleOptions } from '../../lib/membership.ts';
import { FormDialog } from '../FormDialog.tsx';
import { ExpiryField } from '../keys/KeyFields.tsx';
import { Field, SelectInput, TextInput } from '../../ui/Field.tsx';

const usualDays = 30;

/** What the roles that every organization has come to on one thing; its own roles say so themselves. */
const roleHints: Readonly<Record<SharedThing['type'], Readonly<Record<string, string>>>> = {
  deployment: {
    viewer: 'Sees it and its logs, and changes nothing.',
    developer: 'Changes, restarts, enters and deletes it too.',
  },
  template: {
    viewer: 'Reads it, and deploys from it in own teams.',
    developer: 'Changes it too, but does not delete it.',
  },
};

interface AddGuestProps {
  readonly thing: SharedThing;
  readonly orgId: string;
  readonly onClose: () => void;
}

export function AddGuest({ thing, orgId, onClose }: AddGuestProps) {
  const queries = useQueryClient();
  const roles = useQuery(rolesQuery(orgId)).data ?? [];
  // To lead a team is nothing that one can do to a single thing.
  const options = roleOptions(roles, 'team').filter(({ value }) => value !== 'team_admin');
  const [email, setEmail] = useState('');
  const [role, setRole] = useState('viewer');
  const [days, setDays] = useState(usualDays);
  const address = email.trim();
  return (
    <FormDialog
      title={`Share ${thing.name}`}
      description="With anybody, in your organization or not. Who has no account yet sees it after signing in with this address."
      action="Share"
      attempt={`${thing.name} could not be shared`}
      canSubmit={address !== ''}
      onSubmit={() => addGrant(queries, thing, { email: address, role, ...expiryAfter(days, nowMs()) })}
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
      <Field label="Role" hint={roleHints[thing.type][role] ?? options.find(({ value }) => value === role)?.meaning}>
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

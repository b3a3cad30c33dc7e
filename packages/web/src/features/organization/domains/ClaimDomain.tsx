import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { claimEmailDomain } from '../../../api/email-domains.ts';
import { FormDialog } from '../../../shared/FormDialog.tsx';
import { Field, TextInput } from '../../../ui/Field.tsx';

export function ClaimDomain({ orgId, onClose }: { readonly orgId: string; readonly onClose: () => void }) {
  const queries = useQueryClient();
  const [domain, setDomain] = useState('');
  const wanted = domain.trim();
  return (
    <FormDialog
      title="Add an e-mail domain"
      description="You prove that it is yours by a DNS record, which is shown next. Domains of mail providers are refused."
      action="Add"
      attempt="The domain could not be added"
      canSubmit={wanted !== ''}
      onSubmit={() => claimEmailDomain(queries, orgId, wanted)}
      onClose={onClose}
    >
      <Field label="Domain" hint="What is behind the @, such as example.com.">
        {(control) => (
          <TextInput {...control} maxLength={260} autoFocus value={domain} onChange={(event) => setDomain(event.target.value)} />
        )}
      </Field>
    </FormDialog>
  );
}

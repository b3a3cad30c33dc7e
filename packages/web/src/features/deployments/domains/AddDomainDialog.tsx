import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { DeploymentIngress } from '@moorage/sdk/types';
import { useState } from 'react';
import { addDomain } from '../../../api/actions.ts';
import { ApiPanel } from '../../../shared/ApiPanel.tsx';
import { ErrorView } from '../../../shared/ErrorView.tsx';
import { Button } from '../../../ui/Button.tsx';
import { Dialog, DialogActions } from '../../../ui/Dialog.tsx';
import { Field, SelectInput, TextInput } from '../../../ui/Field.tsx';
import { domainActions } from '../api-actions.ts';

interface AddDomainDialogProps {
  readonly name: string;
  readonly ingresses: readonly DeploymentIngress[];
  readonly onClose: () => void;
}

export function AddDomainDialog({ name, ingresses, onClose }: AddDomainDialogProps) {
  const queries = useQueryClient();
  const [host, setHost] = useState('');
  const [chosen, setChosen] = useState(ingresses[0]?.id ?? '');
  const ingress = ingresses.length > 1 ? chosen : undefined;
  const claim = { name, host: host.trim(), ...(ingress === undefined ? {} : { ingress }) };
  const add = useMutation({ mutationFn: () => addDomain(queries, claim), onSuccess: onClose });
  return (
    <Dialog
      open
      onOpenChange={(open) => (open ? undefined : onClose())}
      title="Add a domain"
      description="You create two DNS records for it: one proves that it is yours, one leads it here."
    >
      <form
        className="space-y-4"
        onSubmit={(event) => {
          event.preventDefault();
          add.mutate();
        }}
      >
        <Field label="Host" hint="Such as shop.example.com; without https:// and without a path.">
          {(control) => (
            <TextInput
              {...control}
              className="font-mono"
              maxLength={253}
              autoFocus
              value={host}
              onChange={(event) => setHost(event.target.value)}
            />
          )}
        </Field>
        {ingresses.length < 2 ? null : (
          <Field label="Leads to">
            {(control) => (
              <SelectInput {...control} value={chosen} onChange={(event) => setChosen(event.target.value)}>
                {ingresses.map((each) => (
                  <option key={each.id} value={each.id}>
                    {each.name}
                  </option>
                ))}
              </SelectInput>
            )}
          </Field>
        )}
        {add.error === null ? null : <ErrorView error={add.error} attempt="The domain could not be added" />}
        <details>
          <summary className="text-muted">Do it by API</summary>
          <div className="pt-3">
            <ApiPanel action={domainActions(name).add(claim.host, ingress)} />
          </div>
        </details>
        <DialogActions>
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" tone="primary" busy={add.isPending} disabled={claim.host === ''}>
            Add
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}

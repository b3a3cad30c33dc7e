import { useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { type ReactElement, useState } from 'react';
import { deploymentQuery } from '../../../api/queries.ts';
import { allows } from '../../../lib/can.ts';
import { Button } from '../../../ui/Button.tsx';
import { EmptyState } from '../../../ui/EmptyState.tsx';
import { Field, SelectInput } from '../../../ui/Field.tsx';
import { TerminalView } from './TerminalView.tsx';

/** A shell in a container of the deployment; beginning and end are in its activity. */
export function TerminalTab(): ReactElement {
  const { name } = useParams({ from: '/shell/deployments/$name' });
  const deployment = useQuery(deploymentQuery(name)).data;
  const services = deployment?.services.map((service) => service.name) ?? [];
  const [chosen, setChosen] = useState<string>();
  const [session, setSession] = useState(0);
  const service = chosen ?? services[0];
  if (!allows(deployment, 'deployment:exec')) {
    return (
      <EmptyState title="Terminals are for developers">
        What runs in a container may change the app, so your role here does not open one.
      </EmptyState>
    );
  }
  if (service === undefined) return <EmptyState title="No service yet">There is nothing to open a terminal in.</EmptyState>;
  return (
    <div className="space-y-3">
      <div className="flex flex-wrap items-end gap-3">
        <Field label="Service">
          {(control) => (
            <SelectInput {...control} value={service} onChange={(event) => setChosen(event.target.value)}>
              {services.map((each) => (
                <option key={each}>{each}</option>
              ))}
            </SelectInput>
          )}
        </Field>
        {session === 0 ? (
          <Button tone="primary" onClick={() => setSession(1)}>
            Open a terminal
          </Button>
        ) : (
          <Button onClick={() => setSession(session + 1)}>Open it anew</Button>
        )}
      </div>
      {session === 0 ? (
        <p className="text-muted">A shell in the oldest pod of the service. Who opened it, and for how long, is recorded.</p>
      ) : (
        <TerminalView key={`${service} ${session}`} name={name} service={service} />
      )}
    </div>
  );
}

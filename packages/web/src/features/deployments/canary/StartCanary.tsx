import { useQuery } from '@tanstack/react-query';
import type { Deployment } from '@moorage/sdk/types';
import { useState } from 'react';
import { deploymentConfigQuery, templateQuery } from '../../../api/queries.ts';
import { fits } from '../../../api/states.ts';
import { draftOf } from '../../../lib/config-draft.ts';
import { Button } from '../../../ui/Button.tsx';
import { CanaryForm } from './CanaryForm.tsx';

/** Opens the form; nothing where a canary cannot be started. */
export function StartCanary({ deployment }: { readonly deployment: Deployment }) {
  const [isOpen, setOpen] = useState(false);
  const { name, template, canUpdate, canary, services, status } = deployment;
  const config = useQuery({ ...deploymentConfigQuery(name), enabled: isOpen }).data;
  // The template may be gone; its parameters are then plain variables.
  const definitions = useQuery({ ...templateQuery(template), enabled: isOpen });
  if (!canUpdate || canary !== null || services.length === 0 || !fits(status, 'deployment:update')) return null;
  const isLoaded = config !== undefined && !definitions.isPending;
  return (
    <>
      <Button busy={isOpen && !isLoaded} onClick={() => setOpen(true)}>
        Start a canary
      </Button>
      {isOpen && isLoaded ? (
        <CanaryForm
          name={name}
          services={services.map((service) => service.name)}
          before={draftOf(config)}
          definitions={definitions.data?.envVars ?? []}
          onClose={() => setOpen(false)}
        />
      ) : null}
    </>
  );
}

import { useQueryClient } from '@tanstack/react-query';
import type { Deployment, DeploymentService } from '@moorage/sdk/types';
import { Scaling } from 'lucide-react';
import { useState } from 'react';
import { scaleService } from '../../../api/actions.ts';
import { ConfirmDialog } from '../../../shared/ConfirmDialog.tsx';
import { Button } from '../../../ui/Button.tsx';
import { Field, TextInput } from '../../../ui/Field.tsx';

/** Copies that the API accepts for one service. */
const mostReplicas = 20;

interface ScaleButtonProps {
  readonly deployment: Deployment;
  readonly service: DeploymentService;
}

export function ScaleButton({ deployment, service }: ScaleButtonProps) {
  const queries = useQueryClient();
  const [isOpen, setOpen] = useState(false);
  const [replicas, setReplicas] = useState(service.replicas);
  const open = (next: boolean) => {
    setReplicas(service.replicas);
    setOpen(next);
  };
  return (
    <>
      <Button size="iconSmall" tone="quiet" aria-label={`Scale ${service.name}`} title="Scale" onClick={() => open(true)}>
        <Scaling aria-hidden="true" className="size-4" />
      </Button>
      <ConfirmDialog
        open={isOpen}
        onOpenChange={open}
        title={`Scale ${service.name}`}
        action="Scale"
        onConfirm={() => scaleService(queries, deployment.name, service.name, replicas)}
      >
        <Field label="Copies" hint="0 stops the service and keeps everything else.">
          {(control) => (
            <TextInput
              {...control}
              type="number"
              min={0}
              max={mostReplicas}
              value={replicas}
              onChange={(event) => setReplicas(Math.min(mostReplicas, Math.max(0, event.target.valueAsNumber || 0)))}
            />
          )}
        </Field>
      </ConfirmDialog>
    </>
  );
}

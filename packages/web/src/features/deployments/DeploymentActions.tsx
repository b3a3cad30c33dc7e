import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { Deployment } from '@moorage/sdk/types';
import { ExternalLink, Pause, Play, RotateCw, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { toast } from 'sonner';
import { updateDeployment } from '../../api/actions.ts';
import { toFailure } from '../../api/errors.ts';
import { deploymentConfigQuery } from '../../api/queries.ts';
import { fits } from '../../api/states.ts';
import { allows } from '../../lib/can.ts';
import { DeleteDeployment } from '../../shared/DeleteDeployment.tsx';
import { ExternalButton } from '../../shared/LinkButton.tsx';
import { useRestart } from '../../shared/use-restart.ts';
import { Button } from '../../ui/Button.tsx';

const icon = 'size-4';

export function DeploymentActions({ deployment }: { readonly deployment: Deployment }) {
  const restart = useRestart();
  const [isDeleting, setDeleting] = useState(false);
  const isGoing = !fits(deployment.status, 'deployment:delete');
  return (
    <>
      {deployment.url === null || isGoing ? null : (
        <ExternalButton tone="primary" href={deployment.url}>
          <ExternalLink aria-hidden="true" className={icon} />
          Open
        </ExternalButton>
      )}
      {allows(deployment, 'deployment:restart') ? (
        <Button disabled={isGoing} busy={restart.isPending} onClick={() => restart.mutate({ name: deployment.name })}>
          <RotateCw aria-hidden="true" className={icon} />
          Restart
        </Button>
      ) : null}
      {deployment.canUpdate ? <PauseButton deployment={deployment} disabled={isGoing} /> : null}
      {deployment.canDelete ? (
        <Button tone="danger" disabled={isGoing} onClick={() => setDeleting(true)}>
          <Trash2 aria-hidden="true" className={icon} />
          Delete
        </Button>
      ) : null}
      <DeleteDeployment name={deployment.name} open={isDeleting} onOpenChange={setDeleting} />
    </>
  );
}

function PauseButton({ deployment, disabled }: { readonly deployment: Deployment; readonly disabled: boolean }) {
  const queries = useQueryClient();
  const config = useQuery(deploymentConfigQuery(deployment.name)).data;
  const paused = config?.paused === true;
  const change = useMutation({
    mutationFn: () => updateDeployment(queries, { name: deployment.name, paused: !paused }, undefined),
    onError: (error) =>
      toast.error(`${deployment.name} could not be ${paused ? 'resumed' : 'paused'}`, { description: toFailure(error).message }),
  });
  const Icon = paused ? Play : Pause;
  return (
    <Button disabled={disabled || config === undefined} busy={change.isPending} onClick={() => change.mutate()}>
      <Icon aria-hidden="true" className={icon} />
      {paused ? 'Resume' : 'Pause'}
    </Button>
  );
}

import { useQuery } from '@tanstack/react-query';
import type { EffectiveSecrets } from '@moorage/sdk/types';
import { deploymentQuery } from '../../../api/queries.ts';
import { fits } from '../../../api/states.ts';
import { can } from '../../../lib/can.ts';
import { useRestart } from '../../../shared/use-restart.ts';
import { useMe } from '../../../shared/use-session.ts';
import { Badge } from '../../../ui/Badge.tsx';
import { Button } from '../../../ui/Button.tsx';
import { Callout } from '../../../ui/Callout.tsx';

/** Whether the services have what is listed. */
export function RollOutBadge({ rollOut }: Pick<EffectiveSecrets, 'rollOut'>) {
  if (rollOut === 'done') return null;
  return (
    <span role="status">
      {rollOut === 'waiting' ? (
        <Badge tone="busy" moving>
          on its way to the services
        </Badge>
      ) : (
        <Badge tone="warn">needs roll-out</Badge>
      )}
    </span>
  );
}

/** Where nothing more happens by itself: why, and a button that rolls. */
export function StoppedRollOut({ name }: { readonly name: string }) {
  const me = useMe();
  const deployment = useQuery(deploymentQuery(name)).data;
  const restart = useRestart();
  const mayRoll = can(me, 'deployment:restart') && deployment !== undefined && fits(deployment.status, 'deployment:restart');
  const evidence = deployment?.evidence ?? undefined;
  return (
    <Callout
      tone="warn"
      title="The services go on with the values that they had."
      actions={
        mayRoll ? (
          <Button busy={restart.isPending} onClick={() => restart.mutate({ name })}>
            Roll out now
          </Button>
        ) : undefined
      }
    >
      <p className="break-words">{evidence?.message ?? 'The last roll-out was called off or given up.'}</p>
      {evidence === undefined ? null : <p>{evidence.nextStep}</p>}
    </Callout>
  );
}

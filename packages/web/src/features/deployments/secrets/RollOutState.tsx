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

interface RollOutStateProps {
  readonly name: string;
  readonly rollOut: EffectiveSecrets['rollOut'];
}

/** Whether the pods have what is listed; where they do not and will not, why, and a button that rolls. */
export function RollOutState({ name, rollOut }: RollOutStateProps) {
  const me = useMe();
  const deployment = useQuery(deploymentQuery(name)).data;
  const restart = useRestart();
  if (rollOut === 'done') return null;
  if (rollOut === 'waiting') {
    return (
      <p role="status">
        <Badge tone="busy" moving>
          on its way to the services
        </Badge>
      </p>
    );
  }
  const mayRoll = can(me, 'deployment:restart') && deployment !== undefined && fits(deployment.status, 'deployment:restart');
  const { evidence } = deployment ?? {};
  return (
    <Callout
      tone="warn"
      role="status"
      title={<Badge tone="warn">needs roll-out</Badge>}
      actions={
        mayRoll ? (
          <Button busy={restart.isPending} onClick={() => restart.mutate({ name })}>
            Roll out now
          </Button>
        ) : undefined
      }
    >
      <p className="break-words">
        {evidence?.message ?? 'The last roll-out was called off or given up.'} What runs goes on with the values that it had.
      </p>
      {evidence === null || evidence === undefined ? null : <p>{evidence.nextStep}</p>}
    </Callout>
  );
}

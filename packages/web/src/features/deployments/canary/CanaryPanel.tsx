import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { Canary } from '@moorage/sdk/types';
import { useId, useState } from 'react';
import { abortCanary, promoteCanary, weighCanary } from '../../../api/actions.ts';
import { formatDateTime } from '../../../lib/format.ts';
import { ApiPanel } from '../../../shared/ApiPanel.tsx';
import { ConfirmDialog } from '../../../shared/ConfirmDialog.tsx';
import { ErrorView } from '../../../shared/ErrorView.tsx';
import { EvidencePanel } from '../../../shared/EvidencePanel.tsx';
import { Badge } from '../../../ui/Badge.tsx';
import { Button } from '../../../ui/Button.tsx';
import { Card } from '../../../ui/Card.tsx';
import { Facts } from '../../../ui/Facts.tsx';
import { canaryAction } from '../api-actions.ts';

const phases = {
  starting: { text: 'Starting', tone: 'busy' },
  running: { text: 'Running', tone: 'ok' },
  promoting: { text: 'Promoting', tone: 'busy' },
  aborted: { text: 'Aborted', tone: 'warn' },
} as const;

interface CanaryProps {
  readonly name: string;
  readonly canary: Canary;
}

interface CanaryPanelProps extends CanaryProps {
  readonly mayChange: boolean;
}

/** The other version: how it does, what share it gets, and the two ways to end it. */
export function CanaryPanel({ name, canary, mayChange }: CanaryPanelProps) {
  const isOpen = canary.phase === 'starting' || canary.phase === 'running';
  const phase = phases[canary.phase];
  return (
    <Card className="space-y-5 p-4">
      <Facts
        facts={[
          { term: 'Service', value: canary.service },
          { term: 'Phase', value: <Badge tone={phase.tone}>{phase.text}</Badge> },
          { term: 'Release', value: canary.release },
          { term: 'Ready', value: `${canary.readyReplicas}/${canary.replicas}` },
          { term: 'Gets now', value: `${canary.routedWeight} of 100 requests` },
          { term: 'Image', value: <span className="font-mono text-[13px] break-all">{canary.image}</span> },
        ]}
      />
      {canary.message === null ? null : <p className="text-muted">{canary.message}</p>}
      {canary.evidence === null ? null : <EvidencePanel evidence={canary.evidence} subject={canary.service} tone="warn" />}
      <NextStep canary={canary} />
      {mayChange && isOpen ? <CanaryControls key={canary.weight} name={name} canary={canary} /> : null}
    </Card>
  );
}

function NextStep({ canary }: Pick<CanaryProps, 'canary'>) {
  const [next] = canary.steps;
  if (next === undefined || canary.nextStepAt === null) return null;
  return (
    <p className="text-muted">
      Next: {next.weight} of 100 requests at {formatDateTime(canary.nextStepAt)}. Another share set by hand drops the steps that
      are left.
    </p>
  );
}

function CanaryControls({ name, canary }: CanaryProps) {
  const queries = useQueryClient();
  const id = useId();
  const [weight, setWeight] = useState(canary.weight);
  const [ending, setEnding] = useState<'promote' | 'abort'>();
  const weigh = useMutation({ mutationFn: () => weighCanary(queries, name, weight) });
  return (
    <div className="space-y-4">
      <div className="flex flex-wrap items-center gap-3">
        <label htmlFor={id} className="font-medium">
          Share of the requests
        </label>
        <input
          id={id}
          type="range"
          min={1}
          max={99}
          className="w-56 max-w-full accent-accent"
          value={weight}
          aria-valuetext={`${weight} of 100`}
          onChange={(event) => setWeight(event.target.valueAsNumber)}
        />
        <output htmlFor={id} className="w-10 text-right">
          {weight} %
        </output>
        <Button disabled={weight === canary.weight} busy={weigh.isPending} onClick={() => weigh.mutate()}>
          Set the share
        </Button>
        <Button tone="primary" onClick={() => setEnding('promote')}>
          Promote
        </Button>
        <Button tone="danger" onClick={() => setEnding('abort')}>
          Abort
        </Button>
      </div>
      {weigh.error === null ? null : <ErrorView error={weigh.error} attempt="The share was not changed" />}
      <details>
        <summary className="text-muted">Do it by API</summary>
        <div className="space-y-6 pt-3">
          <ApiPanel title="Set the share" action={canaryAction(name, { weight })} hasHint={false} />
          <ApiPanel title="Promote it" action={canaryAction(name, 'promote')} hasHint={false} />
          <ApiPanel title="Abort it" action={canaryAction(name, 'abort')} />
        </div>
      </details>
      <ConfirmDialog
        open={ending === 'promote'}
        onOpenChange={() => setEnding(undefined)}
        title={`Promote the canary of ${canary.service}`}
        action="Promote"
        onConfirm={() => promoteCanary(queries, name)}
      >
        <p>The service itself runs this version from then on, without losing a request.</p>
      </ConfirmDialog>
      <ConfirmDialog
        open={ending === 'abort'}
        onOpenChange={() => setEnding(undefined)}
        title={`Abort the canary of ${canary.service}`}
        action="Abort"
        danger
        onConfirm={() => abortCanary(queries, name)}
      >
        <p>All requests go to the service as it was; the pods of the canary are removed.</p>
      </ConfirmDialog>
    </div>
  );
}

import type { PublicConfig } from '@moorage/sdk/types';
import { CircleCheck, Circle } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import { ExternalButton, LinkButton } from '../../shared/LinkButton.tsx';
import { ConnectClusterDialog } from '../../shared/shell/ConnectClusterDialog.tsx';
import { Button } from '../../ui/Button.tsx';
import { Card, Section } from '../../ui/Card.tsx';
import { InlineCode } from '../../ui/Code.tsx';
import type { Step, StepId } from './checklist.ts';

interface ChecklistProps {
  readonly steps: readonly Step[];
  readonly sampleTemplate: string | undefined;
  readonly readyUrl: string | undefined;
  readonly config: PublicConfig | undefined;
}

export function Checklist({ steps, sampleTemplate, readyUrl, config }: ChecklistProps) {
  const [isClusterOpen, setClusterOpen] = useState(false);
  const done = steps.filter((step) => step.isDone).length;
  const actions: Readonly<Record<StepId, ReactNode>> = {
    'sign-in': null,
    deploy: (
      <LinkButton
        tone="primary"
        size="small"
        to="/deploy"
        search={sampleTemplate === undefined ? {} : { template: sampleTemplate }}
      >
        Deploy
      </LinkButton>
    ),
    ready: null,
    'api-key': (
      <LinkButton size="small" to="/settings/api-keys">
        Create a key
      </LinkButton>
    ),
    'use-key': <InlineCode>moorage login</InlineCode>,
    invite: (
      <LinkButton size="small" to="/organization/invitations" search={{ invite: true }}>
        Invite
      </LinkButton>
    ),
    cluster: (
      <Button size="small" onClick={() => setClusterOpen(true)}>
        How
      </Button>
    ),
  };
  return (
    <Section title="First steps" note={`${done} of ${steps.length} done`}>
      <Card>
        <ol>
          {steps.map((step) => (
            <li key={step.id} className="flex min-h-14 items-center gap-3 border-b border-border px-4 py-2 last:border-b-0">
              {step.isDone ? (
                <CircleCheck className="size-5 shrink-0 text-ok" role="img" aria-label="Done" />
              ) : (
                <Circle className="size-5 shrink-0 text-control" role="img" aria-label="To do" />
              )}
              <div className="min-w-0 flex-1">
                <p className={step.isDone ? 'text-muted' : 'font-medium'}>{step.title}</p>
                <p className="text-[13px] text-muted">{step.hint}</p>
              </div>
              {step.id === 'ready' && readyUrl !== undefined ? (
                <ExternalButton size="small" href={readyUrl}>
                  Open
                </ExternalButton>
              ) : null}
              {step.isDone ? null : actions[step.id]}
            </li>
          ))}
        </ol>
      </Card>
      {config?.embeddedCluster ? (
        <ConnectClusterDialog open={isClusterOpen} onOpenChange={setClusterOpen} cluster={config.embeddedCluster} />
      ) : null}
    </Section>
  );
}

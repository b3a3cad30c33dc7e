import { useQuery } from '@tanstack/react-query';
import { useSearch } from '@tanstack/react-router';
import type { DeviceLogin } from '@moorage/sdk/types';
import { type ReactElement, type ReactNode, useEffect, useRef, useState } from 'react';
import { deviceLoginQuery } from '../../api/device.ts';
import { EntryCard } from '../../shared/EntryCard.tsx';
import { ErrorView } from '../../shared/ErrorView.tsx';
import { LinkButton } from '../../shared/LinkButton.tsx';
import { Callout } from '../../ui/Callout.tsx';
import { SkeletonRows } from '../../ui/Skeleton.tsx';
import { CodeForm } from './CodeForm.tsx';
import { DeviceDecision } from './DeviceDecision.tsx';
import { answeredProblem, codeProblem, loopbackTarget, type Problem, readUserCode } from './device-code.ts';

/** Where a person confirms a program that asks to act for him (RFC 8628). */
export function DevicePage(): ReactElement {
  const { code: given } = useSearch({ from: '/device' });
  const code = given === undefined ? undefined : readUserCode(given);
  useEffect(() => {
    document.title = 'Confirm a program · Moorage';
  }, []);
  return (
    <EntryCard title="Confirm a program">
      {code === undefined ? <CodeForm key={given} initial={given} /> : <Request key={code} code={code} />}
    </EntryCard>
  );
}

interface Answer {
  readonly isApproved: boolean;
  readonly redirectTo: string | null;
}

function Request({ code }: { readonly code: string }) {
  const query = useQuery(deviceLoginQuery(code));
  const [answer, setAnswer] = useState<Answer>();
  if (answer !== undefined) return <Outcome answer={answer} />;
  if (query.data !== undefined) return <Waiting login={query.data} onAnswer={setAnswer} />;
  if (query.error === null) return <SkeletonRows rows={4} what="Loading: what the program asks for" />;
  const problem = codeProblem(query.error);
  if (problem !== undefined) return <ProblemView problem={problem} />;
  return (
    <ErrorView error={query.error} attempt="What the program asks for could not be loaded" onRetry={() => void query.refetch()} />
  );
}

interface WaitingProps {
  readonly login: DeviceLogin;
  readonly onAnswer: (answer: Answer) => void;
}

function Waiting({ login, onAnswer }: WaitingProps) {
  const [failed, setFailed] = useState<Problem>();
  const problem = failed ?? answeredProblem(login);
  if (problem !== undefined) return <ProblemView problem={problem} />;
  return (
    <Focused>
      <DeviceDecision login={login} onAnswer={onAnswer} onProblem={setFailed} />
    </Focused>
  );
}

function ProblemView({ problem: { title, nextStep } }: { readonly problem: Problem }) {
  return (
    <Focused>
      <Callout tone="bad" role="alert" title={title} actions={<LinkButton to="/device">Type another code</LinkButton>}>
        <p>{nextStep}</p>
      </Callout>
    </Focused>
  );
}

/** The browser goes to the program where it listens; else the person does. */
function Outcome({ answer: { isApproved, redirectTo } }: { readonly answer: Answer }) {
  const target = loopbackTarget(redirectTo);
  useEffect(() => {
    if (target !== undefined) window.location.assign(target);
  }, [target]);
  const title = isApproved ? 'You approved the program.' : 'You refused the program.';
  return (
    <Focused>
      <Callout tone={isApproved ? 'ok' : 'neutral'} role="status" title={title}>
        <p>
          {target === undefined
            ? `${isApproved ? '' : 'It gets nothing. '}You can close this page and go back to your terminal.`
            : 'Going back to it…'}
        </p>
        {isApproved ? <p className="text-muted">To take that back, revoke its key or its session under Settings.</p> : null}
      </Callout>
    </Focused>
  );
}

/** What replaces the control that one has just used takes the focus, which would be lost with it. */
function Focused({ children }: { readonly children: ReactNode }) {
  const element = useRef<HTMLDivElement>(null);
  useEffect(() => element.current?.focus(), []);
  return (
    <div ref={element} tabIndex={-1} className="space-y-4 outline-none">
      {children}
    </div>
  );
}

import { useMutation, useQuery } from '@tanstack/react-query';
import type { DeviceLogin } from '@moorage/sdk/types';
import { type ReactElement, useState } from 'react';
import { approveDevice, denyDevice } from '../../api/device.ts';
import { meQuery } from '../../api/queries.ts';
import { signOut } from '../../api/session.ts';
import { ErrorView } from '../../shared/ErrorView.tsx';
import { Button } from '../../ui/Button.tsx';
import { Callout } from '../../ui/Callout.tsx';
import { approvalOf, codeProblem, type Problem } from './device-code.ts';
import { DeviceFacts, ScopeChoice } from './DeviceFacts.tsx';

interface DeviceDecisionProps {
  readonly login: DeviceLogin;
  readonly onAnswer: (answer: { readonly isApproved: boolean; readonly redirectTo: string | null }) => void;
  /** The code is no longer to be decided about. */
  readonly onProblem: (problem: Problem) => void;
}

/** Nothing here is the default: no key press that was meant for something else approves. */
export function DeviceDecision({ login, onAnswer, onProblem }: DeviceDecisionProps): ReactElement {
  const { userCode, scopes, grant } = login;
  const [chosen, setChosen] = useState<ReadonlySet<string>>(() => new Set(scopes));
  const answer = useMutation({
    mutationFn: async (isApproved: boolean) => {
      const body = grant === 'session' ? {} : approvalOf(scopes, chosen);
      const { redirectTo } = await (isApproved ? approveDevice(userCode, body) : denyDevice(userCode));
      return { isApproved, redirectTo };
    },
    onSuccess: onAnswer,
    onError: (error) => {
      const problem = codeProblem(error);
      if (problem !== undefined) onProblem(problem);
    },
  });
  return (
    <>
      <Account userCode={userCode} />
      <DeviceFacts login={login} />
      {grant === 'session' ? null : <ScopeChoice asked={scopes} chosen={chosen} onChange={setChosen} />}
      <Callout tone="warn" title="Approve only what you have just started yourself.">
        <p>
          The program must show this very code. If somebody sent you the code or the link to this page, deny: he would act in your
          name.
        </p>
      </Callout>
      {answer.error === null ? null : <ErrorView error={answer.error} attempt="Your answer could not be given" />}
      <div className="flex gap-2">
        <Button
          tone="primary"
          className="flex-1"
          busy={answer.isPending && answer.variables}
          disabled={answer.isPending || (grant !== 'session' && chosen.size === 0)}
          onClick={() => answer.mutate(true)}
        >
          Approve
        </Button>
        <Button
          className="flex-1"
          busy={answer.isPending && !answer.variables}
          disabled={answer.isPending}
          onClick={() => answer.mutate(false)}
        >
          Deny
        </Button>
      </div>
    </>
  );
}

function Account({ userCode }: { readonly userCode: string }) {
  const me = useQuery(meQuery);
  const leave = useMutation({ mutationFn: () => signOut(`/device?code=${userCode}`) });
  return (
    <>
      <p className="break-words">
        A program asks to act as <strong className="font-semibold">{me.data?.email ?? 'you'}</strong>.
      </p>
      <Button size="small" busy={leave.isPending} onClick={() => leave.mutate()}>
        Use another account
      </Button>
      {leave.error === null ? null : <ErrorView error={leave.error} attempt="You are still signed in" />}
    </>
  );
}

import { toFailure } from '../api/errors.ts';
import { Button } from '../ui/Button.tsx';
import { Callout } from '../ui/Callout.tsx';
import { CopyButton } from '../ui/CopyButton.tsx';
import { SignInAgain } from './SignInAgain.tsx';

interface ErrorViewProps {
  readonly error: unknown;
  readonly onRetry?: (() => void) | undefined;
  /** What was tried, as a sentence without a full stop: "The deployments could not be loaded". */
  readonly attempt?: string;
}

const nextSteps: Readonly<Record<string, string>> = {
  unreachable: 'Check that the server runs and that this computer reaches it; then try again.',
  unauthenticated: 'Sign in again.',
  forbidden: 'Ask an admin of your team for a role that may do this.',
  not_found: 'Check the name, and that the right team is chosen at the top left.',
  rate_limited: 'Wait a few seconds and try again.',
  internal: 'Try again; if it stays, report it with the request id.',
  unavailable: 'Wait a moment and try again.',
};

/** Sentence, evidence, next step, request id. */
export function ErrorView({ error, onRetry, attempt }: ErrorViewProps) {
  const failure = toFailure(error);
  const nextStep = failure.nextStep ?? nextSteps[failure.code];
  // Some sentences of the server say already what is wrong, but not where.
  const issues = failure.issues.filter(({ path, message }) => path !== '' || !failure.message.includes(message));
  return (
    <Callout
      tone="bad"
      role="alert"
      title={attempt === undefined ? failure.message : `${attempt}.`}
      actions={
        failure.reason === 'reauthentication_required' ? (
          <SignInAgain />
        ) : onRetry === undefined ? undefined : (
          <Button onClick={onRetry}>Try again</Button>
        )
      }
    >
      {attempt === undefined ? null : <p className="break-words">{failure.message}</p>}
      {issues.length === 0 ? null : (
        <ul className="list-disc pl-5">
          {issues.map((issue) => (
            <li key={`${issue.path} ${issue.message}`}>
              {issue.path === '' ? null : <code className="font-mono text-[13px]">{issue.path}</code>} {issue.message}
            </li>
          ))}
        </ul>
      )}
      {nextStep === undefined ? null : <p>{nextStep}</p>}
      {failure.requestId === undefined ? null : (
        <p className="flex items-center gap-1 text-[13px] text-muted">
          Request <code className="font-mono break-all">{failure.requestId}</code>
          <CopyButton text={failure.requestId} what="the request id" />
        </p>
      )}
    </Callout>
  );
}

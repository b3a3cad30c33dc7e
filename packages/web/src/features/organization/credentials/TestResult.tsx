import type { V1CredentialTest } from '@moorage/sdk/types';
import type { Tone } from '../../../lib/status.ts';
import { Age } from '../../../shared/Age.tsx';
import { Callout } from '../../../ui/Callout.tsx';

const verdicts: Readonly<Record<V1CredentialTest['status'], { readonly tone: Tone; readonly title: string }>> = {
  verified: { tone: 'ok', title: 'The provider takes it for what it is meant for.' },
  refused: { tone: 'bad', title: 'The provider refuses it.' },
  unreachable: { tone: 'warn', title: 'Nobody could say: the provider could not be asked.' },
  unsupported: { tone: 'neutral', title: 'There is nobody to ask about credentials of this kind.' },
};

/** The verdict, what was confirmed, what was seen, and what to do next. */
export function TestResult({ result }: { readonly result: V1CredentialTest }) {
  const { status, verified, reason, evidence, next_step, tested_at } = result;
  const { tone, title } = verdicts[status];
  return (
    <Callout tone={tone} role="status" title={title}>
      {reason === undefined ? null : <p className="break-words">{reason}</p>}
      {verified.length === 0 ? null : (
        <ul className="list-disc pl-5">
          {verified.map((sentence) => (
            <li key={sentence}>{sentence}</li>
          ))}
        </ul>
      )}
      {Object.keys(evidence).length === 0 ? null : (
        <dl className="grid grid-cols-[auto_1fr] gap-x-3 gap-y-1 text-[13px]">
          {Object.entries(evidence).map(([name, text]) => (
            <div key={name} className="contents">
              <dt className="text-muted">{name.replaceAll('_', ' ')}</dt>
              <dd className="font-mono break-all">{text}</dd>
            </div>
          ))}
        </dl>
      )}
      {next_step === undefined ? null : (
        <p>
          <span className="font-medium">Next: </span>
          {next_step}
        </p>
      )}
      <p className="text-[13px] text-muted">
        Tested <Age at={tested_at} suffix=" ago" />
      </p>
    </Callout>
  );
}

import type { Evidence } from '@moorage/sdk/types';
import { reasonInWords, type Tone } from '../lib/status.ts';
import { stripAnsi } from '../lib/log-buffer.ts';
import { Callout } from '../ui/Callout.tsx';

interface EvidencePanelProps {
  readonly evidence: Evidence;
  /** What it is about, such as the name of a service. */
  readonly subject?: string;
  readonly tone?: Tone;
}

/** Why something is as it is: the sentence, what was seen, and what to do next. */
export function EvidencePanel({ evidence, subject, tone = 'bad' }: EvidencePanelProps) {
  const facts = [
    { term: 'Exit code', value: evidence.exitCode === undefined ? undefined : String(evidence.exitCode) },
    { term: 'Event', value: evidence.event },
    { term: 'Probe', value: evidence.probe },
  ].filter((fact) => fact.value !== undefined);
  return (
    <Callout tone={tone} title={`${subject === undefined ? '' : `${subject}: `}${reasonInWords(evidence.reason)}`}>
      <p className="break-words">{evidence.message}</p>
      {facts.length === 0 ? null : (
        <dl className="grid grid-cols-[auto_1fr] gap-x-3 gap-y-1 text-[13px]">
          {facts.map((fact) => (
            <div key={fact.term} className="contents">
              <dt className="text-muted">{fact.term}</dt>
              <dd className="font-mono break-words">{fact.value}</dd>
            </div>
          ))}
        </dl>
      )}
      {evidence.logLines === undefined || evidence.logLines.length === 0 ? null : (
        <pre
          aria-label="Last log lines"
          tabIndex={0}
          className="max-h-60 overflow-auto rounded border border-border bg-surface px-3 py-2 font-mono text-[12px] leading-5"
        >
          {evidence.logLines.map(stripAnsi).join('\n')}
        </pre>
      )}
      <p>
        <span className="font-medium">Next: </span>
        {evidence.nextStep}
      </p>
    </Callout>
  );
}

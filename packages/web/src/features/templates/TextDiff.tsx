import { diffLines, foldDiff } from '../../lib/line-diff.ts';

const looks = { same: 'text-muted', removed: 'bg-bad-tint text-bad', added: 'bg-ok-tint text-ok' } as const;
const signs = { same: ' ', removed: '−', added: '+' } as const;
const words = { same: '', removed: 'removed: ', added: 'added: ' } as const;

interface TextDiffProps {
  readonly from: string;
  readonly to: string;
  readonly label: string;
}

/** Two texts, line by line; longer stretches without a change are folded. */
export function TextDiff({ from, to, label }: TextDiffProps) {
  return (
    <div
      role="group"
      aria-label={label}
      tabIndex={0}
      className="max-h-[50vh] overflow-auto rounded-md border border-border bg-surface py-1 font-mono text-[13px] leading-5"
    >
      <div className="w-max min-w-full">
        {foldDiff(diffLines(from, to)).map((line, index) =>
          line.kind === 'gap' ? (
            <p key={index} className="bg-sunken px-3 text-muted">
              … {line.count} unchanged
            </p>
          ) : (
            <p key={index} className={`px-3 whitespace-pre ${looks[line.kind]}`}>
              <span aria-hidden="true" className="select-none">
                {signs[line.kind]}{' '}
              </span>
              <span className="sr-only">{words[line.kind]}</span>
              {line.text}
            </p>
          ),
        )}
      </div>
    </div>
  );
}

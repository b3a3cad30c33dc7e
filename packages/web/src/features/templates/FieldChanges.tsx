import type { FieldChange } from '../../lib/template-form.ts';
import { TextDiff } from './TextDiff.tsx';

interface FieldChangesProps {
  readonly changes: readonly FieldChange[];
  readonly label: string;
}

const shown = (text: string) => (text === '' ? '(empty)' : text);

/** Field by field: short ones as before and after, texts line by line. */
export function FieldChanges({ changes, label }: FieldChangesProps) {
  if (changes.length === 0) return <p className="text-muted">Nothing: the two are the same.</p>;
  return (
    <ul aria-label={label} className="space-y-4">
      {changes.map((change) => (
        <li key={change.field} className="space-y-1">
          <p className="font-medium">{change.label}</p>
          {change.field === 'spec' || change.field === 'envVars' || change.field === 'description' ? (
            <TextDiff from={change.from} to={change.to} label={`Changes of: ${change.label}`} />
          ) : (
            <p className="font-mono text-[13px] break-words">
              <del className="rounded bg-bad-tint px-1 text-bad no-underline">− {shown(change.from)}</del>{' '}
              <ins className="rounded bg-ok-tint px-1 text-ok no-underline">+ {shown(change.to)}</ins>
            </p>
          )}
        </li>
      ))}
    </ul>
  );
}

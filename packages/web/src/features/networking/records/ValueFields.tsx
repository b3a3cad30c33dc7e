import { Plus, X } from 'lucide-react';
import { type RecordDraft, valueIndex } from '../../../lib/dns-record.ts';
import { joinValue, partsOf, problemOfValue } from '../../../lib/dns-value.ts';
import type { ProblemAt } from '../../../shared/FormDialog.tsx';
import { Button } from '../../../ui/Button.tsx';
import { TextInput } from '../../../ui/Field.tsx';

interface ValueFieldsProps {
  readonly draft: RecordDraft;
  readonly onChange: (values: RecordDraft['values']) => void;
  readonly problemAt: ProblemAt;
}

/** One line of inputs a value, as many and such as its type has parts. */
export function ValueFields({ draft, onChange, problemAt }: ValueFieldsProps) {
  const { type, values } = draft;
  const isSingle = type === 'CNAME';
  const problem = problemAt('values');
  return (
    <fieldset className="space-y-2">
      <legend className="mb-1 font-medium">
        {isSingle ? 'Value' : 'Values'} <span className="text-xs font-normal text-faint">required</span>
      </legend>
      {values.map((texts, at) => (
        <ValueRow
          key={at}
          draft={draft}
          at={at}
          texts={texts}
          problem={problemAt(`values.${valueIndex(draft, at)}`)}
          onChange={(next) => onChange(values.with(at, next))}
          onRemove={values.length === 1 ? undefined : () => onChange(values.toSpliced(at, 1))}
        />
      ))}
      {problem === undefined ? null : <p className="text-[13px] text-bad">{problem}</p>}
      {isSingle ? null : (
        <Button size="small" onClick={() => onChange([...values, []])}>
          <Plus aria-hidden="true" className="size-4" />
          Another value
        </Button>
      )}
    </fieldset>
  );
}

interface ValueRowProps {
  readonly draft: RecordDraft;
  readonly at: number;
  readonly texts: readonly string[];
  readonly problem: string | undefined;
  readonly onChange: (texts: readonly string[]) => void;
  readonly onRemove: (() => void) | undefined;
}

function ValueRow({ draft: { type }, at, texts, problem, onChange, onRemove }: ValueRowProps) {
  const parts = partsOf(type);
  const value = joinValue(type, texts);
  const isWhole = parts.every((_part, index) => (texts[index] ?? '').trim() !== '');
  const wrong = problem ?? (isWhole ? problemOfValue(type, value) : undefined);
  const problemId = `record-value-${at}`;
  const edit = (index: number, text: string) =>
    onChange(parts.map((_part, each) => (each === index ? text : (texts[each] ?? ''))));
  return (
    <div className="space-y-1">
      <div className="flex items-end gap-2">
        <div className="flex min-w-0 flex-1 flex-wrap gap-2">
          {parts.map((part, index) => (
            <div key={part.label} className={part.isShort === true ? 'w-20' : 'min-w-40 flex-1'}>
              {at === 0 && parts.length > 1 ? (
                <span aria-hidden="true" className="block text-[13px] text-muted">
                  {part.label}
                </span>
              ) : null}
              <TextInput
                aria-label={at === 0 ? part.label : `${part.label}, value ${at + 1}`}
                aria-invalid={wrong === undefined ? undefined : true}
                aria-describedby={wrong === undefined ? undefined : problemId}
                placeholder={part.placeholder}
                className="font-mono"
                value={texts[index] ?? ''}
                onChange={(event) => edit(index, event.target.value)}
              />
            </div>
          ))}
        </div>
        {onRemove === undefined ? null : (
          <Button size="iconSmall" tone="quiet" aria-label={`Remove value ${at + 1}`} onClick={onRemove}>
            <X aria-hidden="true" className="size-4" />
          </Button>
        )}
      </div>
      {wrong === undefined ? null : (
        <p id={problemId} className="text-[13px] text-bad">
          {wrong}
        </p>
      )}
    </div>
  );
}

import { useId } from 'react';

interface RoleChoiceProps<R extends string> {
  readonly label: string;
  readonly value: R;
  readonly choices: readonly { readonly value: R; readonly label: string; readonly meaning: string }[];
  readonly onChange: (role: R) => void;
}

/** One of a few roles, each with what it is for. */
export function RoleChoice<R extends string>({ label, value, choices, onChange }: RoleChoiceProps<R>) {
  const name = useId();
  return (
    <fieldset className="space-y-2">
      <legend className="mb-1 font-medium">{label}</legend>
      {choices.map((choice) => (
        <label key={choice.value} className="flex items-start gap-2">
          <input
            type="radio"
            name={name}
            value={choice.value}
            checked={choice.value === value}
            onChange={() => onChange(choice.value)}
            aria-describedby={`${name}-${choice.value}`}
            aria-label={choice.label}
            className="mt-0.5 size-4 shrink-0 accent-accent"
          />
          <span className="min-w-0">
            {choice.label}
            <span id={`${name}-${choice.value}`} className="block text-[13px] text-muted">
              {choice.meaning}
            </span>
          </span>
        </label>
      ))}
    </fieldset>
  );
}

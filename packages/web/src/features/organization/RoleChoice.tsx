import type { Role } from '@moorage/sdk/types';
import { useId } from 'react';
import type { RoleOption } from '../../lib/membership.ts';
import { RoleAbilities } from './RoleAbilities.tsx';

interface RoleChoiceProps<R extends string> {
  readonly label: string;
  readonly value: R;
  readonly choices: readonly RoleOption<R>[];
  /** To tell what the chosen one may do. */
  readonly roles?: readonly Role[] | undefined;
  readonly onChange: (role: R) => void;
}

/** One of a few roles, each with what it is for. */
export function RoleChoice<R extends string>({ label, value, choices, roles, onChange }: RoleChoiceProps<R>) {
  const name = useId();
  const chosen = roles?.find((role) => role.name === value);
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
      {chosen === undefined ? null : (
        <details>
          <summary className="text-muted">What can this role do?</summary>
          <div className="pt-2">
            <RoleAbilities role={chosen} />
          </div>
        </details>
      )}
    </fieldset>
  );
}

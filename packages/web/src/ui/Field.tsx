import { type ComponentProps, type ReactNode, useId } from 'react';
import { cn } from '../lib/cn.ts';

export const inputStyle =
  'w-full rounded-md border border-control bg-surface px-2.5 text-text placeholder:text-faint disabled:opacity-60 aria-invalid:border-bad';

interface FieldProps {
  readonly label: ReactNode;
  readonly hint?: ReactNode;
  readonly error?: string | undefined;
  readonly required?: boolean;
  /** Gets the ids that tie label, hint and error to the control. */
  readonly children: (control: ControlProps) => ReactNode;
}

export interface ControlProps {
  readonly id: string;
  readonly 'aria-describedby': string | undefined;
  readonly 'aria-invalid': true | undefined;
  readonly 'aria-required': true | undefined;
}

/** Label above, control, then the error or the hint. */
export function Field({ label, hint, error, required = false, children }: FieldProps) {
  const id = useId();
  const describedBy = [error === undefined ? '' : `${id}-error`, hint === undefined ? '' : `${id}-hint`].filter(
    (part) => part !== '',
  );
  return (
    <div className="space-y-1">
      <label htmlFor={id} className="flex flex-wrap items-center gap-x-2 font-medium">
        {label}
        {required ? <span className="text-xs font-normal text-faint">required</span> : null}
      </label>
      {children({
        id,
        'aria-describedby': describedBy.length === 0 ? undefined : describedBy.join(' '),
        'aria-invalid': error === undefined ? undefined : true,
        'aria-required': required || undefined,
      })}
      {error === undefined ? null : (
        <p id={`${id}-error`} className="text-[13px] text-bad">
          {error}
        </p>
      )}
      {hint === undefined ? null : (
        <p id={`${id}-hint`} className="text-[13px] text-muted">
          {hint}
        </p>
      )}
    </div>
  );
}

export function TextInput({ className, ...rest }: ComponentProps<'input'>) {
  return <input autoComplete="off" spellCheck={false} {...rest} className={cn(inputStyle, 'h-8', className)} />;
}

export function TextArea({ className, ...rest }: ComponentProps<'textarea'>) {
  return <textarea spellCheck={false} rows={4} {...rest} className={cn(inputStyle, 'py-1.5 font-mono text-[13px]', className)} />;
}

/** The system's own list: by keyboard, on phones and with screen readers it is the best one there is. */
export function SelectInput({ className, children, ...rest }: ComponentProps<'select'>) {
  return (
    <select {...rest} className={cn(inputStyle, 'h-8 pr-1', className)}>
      {children}
    </select>
  );
}

interface CheckProps extends Omit<ComponentProps<'input'>, 'type'> {
  readonly label: ReactNode;
  readonly hint?: ReactNode;
}

export function CheckInput({ label, hint, className, ...rest }: CheckProps) {
  const id = useId();
  return (
    <div className={cn('flex items-start gap-2', className)}>
      <input id={id} type="checkbox" className="mt-0.5 size-4 shrink-0 accent-accent" {...rest} />
      <label htmlFor={id} className="min-w-0">
        {label}
        {hint === undefined ? null : <span className="block text-[13px] text-muted">{hint}</span>}
      </label>
    </div>
  );
}

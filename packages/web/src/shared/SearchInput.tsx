import { useRef, useState } from 'react';
import { after } from '../lib/clock.ts';
import { TextInput } from '../ui/Field.tsx';

const typingPauseMs = 250;

interface SearchInputProps {
  readonly label: string;
  readonly value: string | undefined;
  /** Called once nobody has typed for a moment; undefined when the field is empty. */
  readonly onChange: (value: string | undefined) => void;
}

export function SearchInput({ label, value, onChange }: SearchInputProps) {
  const [text, setText] = useState(value ?? '');
  const cancel = useRef<() => void>(undefined);
  const type = (next: string) => {
    setText(next);
    cancel.current?.();
    cancel.current = after(typingPauseMs, () => onChange(next.trim() === '' ? undefined : next.trim()));
  };
  return (
    <TextInput
      type="search"
      aria-label={label}
      placeholder={label}
      maxLength={200}
      className="min-w-40 flex-1 sm:max-w-sm"
      value={text}
      onChange={(event) => type(event.target.value)}
    />
  );
}

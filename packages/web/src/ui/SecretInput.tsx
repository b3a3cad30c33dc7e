import { Eye, EyeOff } from 'lucide-react';
import { type ComponentProps, useState } from 'react';
import { Button } from './Button.tsx';
import { TextInput } from './Field.tsx';

/** A masked value that can be looked at on purpose; password managers are told that it is no password of this site. */
export function SecretInput(props: Omit<ComponentProps<'input'>, 'type'>) {
  const [isShown, setShown] = useState(false);
  return (
    <div className="flex gap-1">
      <TextInput
        {...props}
        type={isShown ? 'text' : 'password'}
        autoComplete="new-password"
        data-1p-ignore
        className="font-mono"
      />
      <Button
        size="icon"
        tone="quiet"
        className="shrink-0"
        aria-label={isShown ? 'Hide the value' : 'Show the value'}
        aria-pressed={isShown}
        onClick={() => setShown(!isShown)}
      >
        {isShown ? <EyeOff aria-hidden="true" className="size-4" /> : <Eye aria-hidden="true" className="size-4" />}
      </Button>
    </div>
  );
}

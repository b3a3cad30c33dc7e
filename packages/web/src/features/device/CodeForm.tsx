import { useNavigate } from '@tanstack/react-router';
import { type ReactElement, useState } from 'react';
import { Button } from '../../ui/Button.tsx';
import { Field, TextInput } from '../../ui/Field.tsx';
import { readUserCode } from './device-code.ts';

const misread = 'A code has eight letters, such as BCDF-GHJK.';

/** For the code that a program shows on another screen. */
export function CodeForm({ initial }: { readonly initial: string | undefined }): ReactElement {
  const navigate = useNavigate();
  const [typed, setTyped] = useState(initial ?? '');
  const [error, setError] = useState(initial === undefined ? undefined : misread);
  return (
    <form
      noValidate
      className="space-y-4"
      onSubmit={(event) => {
        event.preventDefault();
        const code = readUserCode(typed);
        setError(code === undefined ? misread : undefined);
        if (code !== undefined) void navigate({ to: '/device', search: { code } });
      }}
    >
      <p className="text-muted">A program that you started, such as the command line, shows a code. Type it here.</p>
      <div role={error === undefined ? undefined : 'alert'}>
        <Field label="Code" required error={error}>
          {(control) => (
            <TextInput
              {...control}
              autoFocus
              autoCapitalize="characters"
              maxLength={20}
              placeholder="XXXX-XXXX"
              className="h-11 text-center font-mono text-lg tracking-widest uppercase"
              value={typed}
              onChange={(event) => setTyped(event.target.value)}
            />
          )}
        </Field>
      </div>
      <Button type="submit" tone="primary" className="w-full">
        Continue
      </Button>
    </form>
  );
}

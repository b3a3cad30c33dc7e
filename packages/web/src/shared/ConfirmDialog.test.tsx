import { cleanup, render, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { useState } from 'react';
import { afterEach, expect, it } from 'vitest';
import { ApiFailure } from '../api/errors.ts';
import { ConfirmDialog } from './ConfirmDialog.tsx';

function Host({ onConfirm }: { readonly onConfirm: () => Promise<unknown> }) {
  const [isOpen, setOpen] = useState(true);
  return (
    <ConfirmDialog
      open={isOpen}
      onOpenChange={setOpen}
      title="Delete hello"
      action="Delete"
      typed="hello"
      danger
      onConfirm={onConfirm}
    >
      <p>All of it goes.</p>
    </ConfirmDialog>
  );
}

afterEach(cleanup);

it('lets nothing happen before the name is typed', async () => {
  let calls = 0;
  render(<Host onConfirm={() => Promise.resolve((calls += 1))} />);
  const dialog = await screen.findByRole('dialog', { name: 'Delete hello' });
  const button = screen.getByRole('button', { name: 'Delete' });
  expect(button).toHaveProperty('disabled', true);
  await userEvent.type(screen.getByRole('textbox', { name: 'Type hello to confirm' }), 'hello{Enter}');
  await waitFor(() => expect(dialog.isConnected).toBe(false));
  expect(calls).toBe(1);
});

it('stays open and says why when it is refused', async () => {
  const refusal = new ApiFailure('You may not delete it.', {
    status: 403,
    body: { error: 'You may not delete it.', code: 'forbidden', requestId: 'req-7' },
  });
  render(<Host onConfirm={() => Promise.reject(refusal)} />);
  await userEvent.type(await screen.findByRole('textbox'), 'hello{Enter}');
  const alert = await screen.findByRole('alert');
  expect(alert.textContent).toContain('You may not delete it.');
  expect(alert.textContent).toContain('req-7');
  expect(screen.getByRole('dialog')).toBeDefined();
});

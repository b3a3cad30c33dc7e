import { cleanup, render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { useState } from 'react';
import { afterEach, expect, it } from 'vitest';
import { useEarlyKeys } from './use-early-keys.ts';

/** A button that has the focus, and a field that comes late. */
function Host({ hasField = false, onPress = () => {} }: { readonly hasField?: boolean; readonly onPress?: () => void }) {
  const [isOpen, setOpen] = useState(true);
  const [text, setText] = useState('');
  useEarlyKeys(isOpen, {
    add: (letter) => setText((before) => before + letter),
    removeLast: () => setText((before) => before.slice(0, -1)),
    close: () => setOpen(false),
  });
  return (
    <>
      <button autoFocus onClick={onPress}>
        Restart
      </button>
      <output>{isOpen ? text : 'closed'}</output>
      {hasField ? (
        <div cmdk-root="">
          <input value={text} onChange={({ target }) => setText(target.value)} />
        </div>
      ) : null}
    </>
  );
}

const typed = () => screen.getByRole('status').textContent;

afterEach(cleanup);

it('keeps what is typed before there is a field, and presses nothing behind it', async () => {
  let presses = 0;
  render(<Host onPress={() => (presses += 1)} />);
  await userEvent.keyboard('help{Backspace}lo 1{Enter}');
  expect(typed()).toBe('hello 1');
  expect(presses).toBe(0);
});

it('leaves shortcuts and the keys that move alone', async () => {
  render(<Host />);
  await userEvent.keyboard('a{Control>}c{/Control}{Shift}{Tab}{ArrowDown}{F5}b');
  expect(typed()).toBe('ab');
});

it('types nothing twice once the field has the focus', async () => {
  const { rerender } = render(<Host />);
  await userEvent.keyboard('he');
  rerender(<Host hasField />);
  await userEvent.click(screen.getByRole('textbox'));
  await userEvent.keyboard('llo');
  expect(typed()).toBe('hello');
});

it('closes by Escape, and takes no key then', async () => {
  render(<Host />);
  await userEvent.keyboard('he{Escape}llo');
  expect(typed()).toBe('closed');
});

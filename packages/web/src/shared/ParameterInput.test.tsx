import type { EnvVarDefinition } from '@moorage/sdk/types';
import { cleanup, render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { useState } from 'react';
import { afterEach, expect, it } from 'vitest';
import { parameterProblem } from '../lib/parameters.ts';
import { ParameterInput } from './ParameterInput.tsx';

function define(over: Partial<EnvVarDefinition>): EnvVarDefinition {
  return { name: 'VALUE', label: 'Value', description: 'What it is', type: 'string', required: false, secret: false, ...over };
}

function Host({ definition }: { readonly definition: EnvVarDefinition }) {
  const [value, setValue] = useState('');
  return <ParameterInput definition={definition} value={value} error={parameterProblem(definition, value)} onChange={setValue} />;
}

afterEach(cleanup);

it('ties label, hint and error to the field', async () => {
  render(<Host definition={define({ type: 'integer', max: 5, required: true })} />);
  const input = screen.getByRole('textbox', { name: /Value/ });
  expect(input.getAttribute('aria-invalid')).toBe('true');
  expect(screen.getByText('is required')).toBeDefined();
  await userEvent.type(input, '7');
  const described = (input.getAttribute('aria-describedby') ?? '')
    .split(' ')
    .map((id) => document.getElementById(id)?.textContent);
  expect(described).toEqual(['must be at most 5', 'What it is']);
  await userEvent.clear(input);
  await userEvent.type(input, '3');
  expect(input.getAttribute('aria-invalid')).toBeNull();
});

it('masks a secret until it is asked to show it', async () => {
  render(<Host definition={define({ secret: true })} />);
  const input = screen.getByLabelText(/Value/, { selector: 'input' });
  expect(input.getAttribute('type')).toBe('password');
  await userEvent.click(screen.getByRole('button', { name: 'Show the value' }));
  expect(input.getAttribute('type')).toBe('text');
});

it('offers the options of a choice', async () => {
  render(<Host definition={define({ type: 'enum', options: ['red', 'blue'] })} />);
  const select = screen.getByRole('combobox', { name: /Value/ });
  await userEvent.selectOptions(select, 'blue');
  expect(select).toHaveProperty('value', 'blue');
});

it('makes a switch of a boolean', async () => {
  render(<Host definition={define({ type: 'boolean' })} />);
  const box = screen.getByRole('checkbox', { name: /Value/ });
  await userEvent.click(box);
  expect(box).toHaveProperty('checked', true);
});

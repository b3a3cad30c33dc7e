import { expect, it } from 'vitest';
import { createAction, deploymentActions, updateAction } from './api-actions.ts';

it('writes a create as the command of the same request', () => {
  const action = createAction({
    template: 'hello',
    name: 'hi',
    envVars: { GREETING: 'a b', LOUD: true },
    visibility: 'internal',
  });
  expect(action.cli).toEqual([
    'deployments',
    'create',
    'hello',
    '--name',
    'hi',
    '--internal',
    '--env',
    'GREETING=a b',
    '--env',
    'LOUD=true',
    '--wait',
  ]);
  expect(action.callArgs).toEqual({ body: action.body });
});

it('has a command for an update only where one does exactly that', () => {
  const facts = { generation: 4, removesEnv: false };
  expect(updateAction({ name: 'hi', replicas: { web: 2 } }, facts).cli).toEqual([
    'deployments',
    'update',
    'hi',
    '--replicas',
    'web=2',
    '--wait',
  ]);
  expect(updateAction({ name: 'hi', displayName: 'Hi' }, facts).cli).toBeUndefined();
  expect(updateAction({ name: 'hi', envVars: {} }, { ...facts, removesEnv: true }).cli).toBeUndefined();
  expect(updateAction({ name: 'hi' }, facts).headers).toEqual({ 'If-Match': '"4"' });
});

it('writes image updates as rules of the command', () => {
  const autoUpdate = { web: { policy: 'digest' }, api: { policy: 'semver', range: '^1.2' }, db: null } as const;
  const { cli } = updateAction({ name: 'hi', autoUpdate }, { generation: 4, removesEnv: false });
  expect(cli?.join(' ')).toBe(
    'deployments update hi --auto-update web=digest --auto-update api=^1.2 --auto-update db=off --wait',
  );
});

it('escapes a name in the addresses', () => {
  expect(deploymentActions('a&b').map(({ action }) => action.path)[0]).toBe('/api/deployments/status?name=a%26b');
});

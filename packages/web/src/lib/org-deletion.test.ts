import { expect, it } from 'vitest';
import { contentText } from './org-deletion.ts';

it('counts what goes with an organization', () => {
  expect(contentText({ kind: 'deployments', count: 3 })).toBe('3 deployments');
  expect(contentText({ kind: 'custom domains', count: 1 })).toBe('1 custom domain');
});

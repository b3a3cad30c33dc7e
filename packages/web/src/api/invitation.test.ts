import { beforeEach, expect, it } from 'vitest';
import { forgetInvitation, keepInvitation, keptInvitation } from './invitation.ts';

beforeEach(() => {
  forgetInvitation();
  sessionStorage.clear();
});

it('is kept for this tab, over the way to a provider and back, until it is accepted', () => {
  expect(keptInvitation()).toBeUndefined();
  keepInvitation('abc');
  expect(keptInvitation()).toBe('abc');
  expect(sessionStorage.length).toBe(1);
  forgetInvitation();
  expect(keptInvitation()).toBeUndefined();
  expect(sessionStorage.length).toBe(0);
});

it('is the newest one when another link is opened', () => {
  keepInvitation('abc');
  keepInvitation('def');
  expect(keptInvitation()).toBe('def');
});

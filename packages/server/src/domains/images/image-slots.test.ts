import { expect, it } from 'vitest';
import { createSlots } from './image-slots.service.ts';

it('lets a registry and an organization have only so many at once', () => {
  const slots = createSlots({ perRegistry: 2, perOrg: 3 });
  const first = slots.take('slow.example', ['ada']);
  expect(first).toBeDefined();
  expect(slots.take('slow.example', ['bob'])).toBeDefined();
  expect(slots.take('slow.example', ['cyd'])).toBeUndefined();
  expect(slots.take('other.example', ['ada'])).toBeDefined();
  expect(slots.take('third.example', ['ada'])).toBeDefined();
  expect(slots.take('fourth.example', ['ada'])).toBeUndefined();
  expect(slots.take('fourth.example', ['ada', 'dan'])).toBeDefined();
  first?.();
  first?.();
  expect(slots.take('slow.example', ['ada'])).toBeDefined();
  expect(slots.take('slow.example', ['eve'])).toBeUndefined();
});

import { describe, expect, it } from 'vitest';
import { tokenOf } from './invitations.ts';

describe('the token of an invitation', () => {
  it.each([
    ['abc_-1', 'abc_-1'],
    [' https://m.example.com/invite?token=abc ', 'abc'],
    ['https://m.example.com/invite?team=1&token=abc#x', 'abc'],
  ])('is found in %j', (text, token) => {
    expect(tokenOf(text)).toBe(token);
  });
  it.each(['https://m.example.com/invite', 'https://m.example.com/invite?token=', 'https://'])('is missed in %j', (text) => {
    expect(() => tokenOf(text)).toThrow('This is no link of an invitation.');
  });
});

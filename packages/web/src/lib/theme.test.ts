import { expect, it } from 'vitest';
import { parseTheme, themeShown } from './theme.ts';

it('follows the system unless light or dark was chosen', () => {
  expect(parseTheme(null)).toBe('system');
  expect(parseTheme('purple')).toBe('system');
  expect(parseTheme('dark')).toBe('dark');
  expect(themeShown('system', true)).toBe('dark');
  expect(themeShown('light', true)).toBe('light');
});

import { expect, it } from 'vitest';
import { cronInWords } from './cron-words.ts';

it.each([
  ['* * * * *', 'every minute'],
  ['*/5 * * * *', 'every 5 minutes'],
  ['17 * * * *', 'every hour at minute 17'],
  ['5 */6 * * *', 'every 6 hours at minute 5'],
  ['43 3 * * *', 'daily at 03:43 UTC'],
  ['15 2 * * 1', 'on Mondays at 02:15 UTC'],
  ['30 2 1 * *', 'on day 1 of every month at 02:30 UTC'],
  ['0 0 1 1 *', '0 0 1 1 *'],
  ['0 9-17 * * 1-5', '0 9-17 * * 1-5'],
  ['1,31 * * * *', '1,31 * * * *'],
])('%s is %s', (cron, words) => {
  expect(cronInWords(cron)).toBe(words);
});

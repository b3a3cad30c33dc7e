/** When a schedule strikes, in words; times are those of UTC. */

const days = ['Sundays', 'Mondays', 'Tuesdays', 'Wednesdays', 'Thursdays', 'Fridays', 'Saturdays', 'Sundays'];
const two = (text: string): string => text.padStart(2, '0');
const isNumber = (text: string): boolean => /^\d{1,2}$/.test(text);

/** `daily at 03:43 UTC` for `43 3 * * *`; as it is where there are no simpler words. */
export function cronInWords(cron: string): string {
  const [minute = '', hour = '', day = '', month = '', weekday = '', ...rest] = cron.trim().split(/\s+/);
  if (rest.length > 0 || month !== '*') return cron;
  const isEveryDay = day === '*' && weekday === '*';
  if (hour === '*' && isEveryDay) {
    const step = /^\*\/(\d{1,2})$/.exec(minute)?.[1];
    if (minute === '*' || step === '1') return 'every minute';
    if (step !== undefined) return `every ${Number(step)} minutes`;
    return isNumber(minute) ? `every hour at minute ${Number(minute)}` : cron;
  }
  const hours = /^\*\/(\d{1,2})$/.exec(hour)?.[1];
  if (hours !== undefined && isEveryDay && isNumber(minute)) return `every ${Number(hours)} hours at minute ${Number(minute)}`;
  if (!isNumber(minute) || !isNumber(hour)) return cron;
  const time = `${two(hour)}:${two(minute)} UTC`;
  if (isEveryDay) return `daily at ${time}`;
  if (day === '*' && /^[0-7]$/.test(weekday)) return `on ${days[Number(weekday)]} at ${time}`;
  return isNumber(day) && weekday === '*' ? `on day ${Number(day)} of every month at ${time}` : cron;
}

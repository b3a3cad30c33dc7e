/** Text of times, counts and sizes, the same on every page. */

const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;

/** Age in the two largest fitting units, as kubectl tells it: `12s`, `3m`, `2h 5m`, `4d`. */
export function formatAge(at: string, nowMs: number): string {
  const ms = Math.max(0, nowMs - Date.parse(at));
  if (Number.isNaN(ms)) return 'unknown';
  if (ms < minute) return `${Math.floor(ms / second)}s`;
  if (ms < hour) return `${Math.floor(ms / minute)}m`;
  if (ms < day) {
    const hours = Math.floor(ms / hour);
    const minutes = Math.floor((ms % hour) / minute);
    return minutes === 0 || hours >= 10 ? `${hours}h` : `${hours}h ${minutes}m`;
  }
  const days = Math.floor(ms / day);
  return days < 730 ? `${days}d` : `${Math.floor(days / 365)}y`;
}

/** Local date and time to the second; the ISO text goes into the title. */
export function formatDateTime(at: string): string {
  const date = new Date(at);
  if (Number.isNaN(date.getTime())) return at;
  const two = (value: number) => String(value).padStart(2, '0');
  const days = `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
  return `${days} ${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`;
}

/** Local time with milliseconds, for log lines. */
export function formatLogTime(at: string): string {
  const date = new Date(at);
  if (Number.isNaN(date.getTime())) return '';
  const two = (value: number) => String(value).padStart(2, '0');
  const ms = String(date.getMilliseconds()).padStart(3, '0');
  return `${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}.${ms}`;
}

export function plural(count: number, one: string, many = `${one}s`): string {
  return `${formatCount(count)} ${count === 1 ? one : many}`;
}

/** Thousands grouped by a thin space, so that columns of numbers line up in every locale. */
export function formatCount(count: number): string {
  return String(count).replace(/\B(?=(\d{3})+(?!\d))/g, '\u2009');
}

/** Browser and system of a user agent, as far as it tells them. */
export function formatUserAgent(userAgent: string): string {
  const browser = ['Edg', 'OPR', 'Firefox', 'Chrome', 'Safari', 'curl', 'moorage'].find((name) => userAgent.includes(`${name}/`));
  const system = ['Windows', 'Android', 'iPhone', 'iPad', 'Mac OS X', 'Linux'].find((name) => userAgent.includes(name));
  const names: Record<string, string> = { Edg: 'Edge', OPR: 'Opera', 'Mac OS X': 'macOS' };
  const parts = [browser, system].filter((part) => part !== undefined).map((part) => names[part] ?? part);
  return parts.length === 0 ? userAgent || 'unknown' : parts.join(' on ');
}

/** When a container that ended is started again. */

/** The longest delay that a timer takes; a longer one would fire at once. */
const longestTimerMs = 2_147_483_647;

/** Seconds of a spec, which may be any number, as a delay that a timer can have. */
export function delayOf(seconds: number): number {
  return Math.min(Math.max(seconds, 0) * 1000, longestTimerMs);
}

export interface Backoff {
  /** The delay that the next restart has to wait; 0 when there was no failure lately. */
  readonly nextDelayMs: number;
}

export interface BackoffSettings {
  readonly firstMs: number;
  readonly maxMs: number;
  /** A container that ran this long is healthy again. */
  readonly resetAfterMs: number;
}

/** 10 s doubling to 5 min, forgotten after 10 min: what a kubelet does. `scale` shortens all of it for tests. */
export function backoffSettings(scale = 1): BackoffSettings {
  return { firstMs: 10_000 * scale, maxMs: 300_000 * scale, resetAfterMs: 600_000 * scale };
}

export const noBackoff: Backoff = { nextDelayMs: 0 };

/** The delay before the restart at hand and the state for the one after. The first restart is immediate. */
export function decideBackoff(backoff: Backoff, ranMs: number, settings: BackoffSettings): { delayMs: number; next: Backoff } {
  const current = ranMs >= settings.resetAfterMs ? noBackoff : backoff;
  const doubled = current.nextDelayMs === 0 ? settings.firstMs : current.nextDelayMs * 2;
  return { delayMs: current.nextDelayMs, next: { nextDelayMs: Math.min(doubled, settings.maxMs) } };
}

export interface EndedContainer {
  readonly exitCode: number;
  readonly role: 'init' | 'sidecar' | 'main';
}

/** True when the policy of the pod starts this container again. */
export function shouldRestart(policy: string | undefined, ended: EndedContainer): boolean {
  if (ended.role === 'sidecar') return true;
  const effective = policy ?? 'Always';
  if (effective === 'Never') return false;
  if (ended.role === 'init' || effective === 'OnFailure') return ended.exitCode !== 0;
  return true;
}

/** Go's way of writing a duration, which kubelet messages use: `10s`, `1m20s`, `5m0s`. */
export function formatSeconds(ms: number): string {
  const seconds = Math.round(ms / 1000);
  return seconds < 60 ? `${seconds}s` : `${Math.floor(seconds / 60)}m${seconds % 60}s`;
}

const signalNumbers: Readonly<Record<string, number>> = {
  SIGHUP: 1,
  SIGINT: 2,
  SIGQUIT: 3,
  SIGILL: 4,
  SIGTRAP: 5,
  SIGABRT: 6,
  SIGBUS: 7,
  SIGFPE: 8,
  SIGKILL: 9,
  SIGUSR1: 10,
  SIGSEGV: 11,
  SIGUSR2: 12,
  SIGPIPE: 13,
  SIGALRM: 14,
  SIGTERM: 15,
};

/** What a shell and a kubelet report for a process: its code, or 128 plus the signal that ended it. */
export function exitCodeOf(code: number | null, signal: string | null): number {
  if (code !== null) return code;
  return 128 + (signalNumbers[signal ?? ''] ?? 0);
}

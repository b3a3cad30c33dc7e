/** Jobs in words and tones. */
import type { AdminJob } from '@moorage/sdk/types';
import type { Tone } from './status.ts';

export type JobState = AdminJob['state'];

export const jobStates: readonly { readonly state: JobState; readonly label: string; readonly tone: Tone }[] = [
  { state: 'failed', label: 'failed, dead letters', tone: 'bad' },
  { state: 'retrying', label: 'retrying', tone: 'warn' },
  { state: 'running', label: 'running', tone: 'busy' },
  { state: 'queued', label: 'queued', tone: 'neutral' },
  { state: 'scheduled', label: 'scheduled', tone: 'neutral' },
  { state: 'succeeded', label: 'succeeded', tone: 'ok' },
  { state: 'canceled', label: 'canceled', tone: 'neutral' },
];

export function jobTone(state: JobState): Tone {
  return jobStates.find((each) => each.state === state)?.tone ?? 'neutral';
}

/** What a job is about, short enough for a row: its payload as `name: value` pairs. */
export function jobSubject({ payload, key }: Pick<AdminJob, 'payload' | 'key'>): string {
  const pairs = Object.entries(payload ?? {}).filter(([, value]) => typeof value === 'string' || typeof value === 'number');
  return pairs.length === 0 ? (key ?? '') : pairs.map(([name, value]) => `${name}: ${String(value)}`).join(', ');
}

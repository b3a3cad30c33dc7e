/** From the words of the API to tones; the only place that gives status a colour. */

export type Tone = 'ok' | 'busy' | 'warn' | 'bad' | 'neutral';

const settling: readonly string[] = ['Pending', 'Provisioning', 'Progressing', 'Deleting', 'provisioning', 'bootstrapping'];

const tones: Readonly<Record<string, Tone>> = {
  Ready: 'ok',
  True: 'ok',
  Pending: 'neutral',
  Provisioning: 'busy',
  Progressing: 'busy',
  Degraded: 'warn',
  Paused: 'neutral',
  Unknown: 'neutral',
  False: 'warn',
  Error: 'bad',
  Failed: 'bad',
  Active: 'ok',
  Verified: 'busy',
  Issued: 'ok',
  None: 'neutral',
  Deleting: 'warn',
  // Of servers, clusters, domains and records, whose words are those of /api/v1.
  ready: 'ok',
  bootstrapping: 'busy',
  provisioning: 'busy',
  failed: 'bad',
  incomplete: 'warn',
};

export function statusTone(status: string): Tone {
  return tones[status] ?? 'neutral';
}

/** Statuses in which something is still going to happen by itself. */
export function isSettling(status: string): boolean {
  return settling.includes(status);
}

/** Splits a CamelCase reason into words: `CrashLoopBackOff` → `Crash loop back off`. */
export function reasonInWords(reason: string): string {
  const words = reason.replace(/([a-z\d])([A-Z])/g, '$1 $2').split(' ');
  return words.map((word, index) => (index === 0 || /^[A-Z]{2,}$/.test(word) ? word : word.toLowerCase())).join(' ');
}

export const deploymentStatuses = ['Pending', 'Provisioning', 'Ready', 'Error', 'Deleting'] as const;

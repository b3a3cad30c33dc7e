/** Releases in words and tones. */
import type { Release } from '@moorage/sdk/types';
import type { Tone } from './status.ts';

const states: Readonly<Record<Release['state'], { readonly text: string; readonly tone: Tone }>> = {
  'rolling-out': { text: 'Rolling out', tone: 'busy' },
  live: { text: 'Live', tone: 'ok' },
  superseded: { text: 'Superseded', tone: 'neutral' },
  failed: { text: 'Failed', tone: 'bad' },
  'rolled-back': { text: 'Rolled back', tone: 'warn' },
  canary: { text: 'Canary', tone: 'busy' },
  promoted: { text: 'Promoted', tone: 'ok' },
  aborted: { text: 'Aborted', tone: 'warn' },
};

/** The state of a release as a badge shows it. */
export function releaseState(release: Pick<Release, 'state'>): { readonly text: string; readonly tone: Tone } {
  return states[release.state];
}

/** What made the release, as one sentence without a full stop. */
export function releaseCause(release: Pick<Release, 'kind' | 'from'>): string {
  switch (release.kind) {
    case 'create':
      return 'Created';
    case 'config':
      return 'Configuration changed';
    case 'image':
      return 'Image changed';
    case 'scale':
      return 'Scaled';
    case 'canary':
      return 'Canary';
    case 'promote':
      return release.from === null ? 'Canary promoted' : `Canary ${release.from} promoted`;
    case 'rollback':
      return release.from === null ? 'Rolled back' : `Rolled back to release ${release.from}`;
    case 'auto-rollback':
      return release.from === null ? 'Rolled back by itself' : `Rolled back by itself to release ${release.from}`;
  }
}

/** Whether one may go back to it: it is not what is wanted now, and it was once there. */
export function canReturnTo(release: Pick<Release, 'isCurrent'>): boolean {
  return !release.isCurrent;
}

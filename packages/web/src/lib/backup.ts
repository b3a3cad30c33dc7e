/** The state of backups, in words and tones. */
import type { PlatformBackup, PlatformBackups } from '@moorage/sdk/types';
import type { Tone } from './status.ts';

interface StateWords {
  readonly tone: Tone;
  /** On a badge. */
  readonly word: string;
  /** Of an alert. */
  readonly title: string;
}

const states: Readonly<Record<PlatformBackups['state'], StateWords>> = {
  good: { tone: 'ok', word: 'good', title: 'The platform could be restored today.' },
  off: { tone: 'warn', word: 'off', title: 'The platform is not backed up.' },
  failing: { tone: 'bad', word: 'failing', title: 'The last backup of the platform failed.' },
  overdue: { tone: 'bad', word: 'no good backup', title: 'There is no good backup of the platform.' },
  unverified: { tone: 'warn', word: 'not proved', title: 'No backup of the platform is proved to be restorable.' },
};

/** All is well by the clock before the first one is due, too; that is not the same as a good one. */
const awaited: StateWords = { tone: 'neutral', word: 'the first is due', title: 'The platform has no backup yet.' };

export function backupsState({ state, lastGoodAt }: Pick<PlatformBackups, 'state' | 'lastGoodAt'>): StateWords {
  return state === 'good' && lastGoodAt === null ? awaited : states[state];
}

const tones: Readonly<Record<PlatformBackup['state'], Tone>> = { running: 'busy', good: 'ok', failed: 'bad', missing: 'warn' };

export function backupTone(state: PlatformBackup['state']): Tone {
  return tones[state];
}

/** How far sealed values have come under the newest keys. */
import type { EncryptionStatus } from '@moorage/sdk/types';
import type { Tone } from './status.ts';

export interface SealedCounts {
  readonly total: number;
  readonly current: number;
  /** Under an older key; they are sealed anew. */
  readonly behind: number;
}

export function sealedCounts({ columns }: Pick<EncryptionStatus, 'columns'>): SealedCounts {
  const sum = (pick: (column: EncryptionStatus['columns'][number]) => number): number =>
    columns.reduce((all, column) => all + pick(column), 0);
  return {
    total: sum(({ total }) => total),
    current: sum(({ current }) => current),
    behind: sum(({ previous, earlier }) => previous + earlier),
  };
}

const rootTones: Readonly<Record<EncryptionStatus['rootKeys'][number]['state'], Tone>> = {
  active: 'ok',
  next: 'busy',
  retiring: 'warn',
  retired: 'neutral',
};

export function rootKeyTone(state: keyof typeof rootTones): Tone {
  return rootTones[state];
}

/** What an operator has to do while two root keys are in force. */
export function rootRotationStep({ rootKeys }: Pick<EncryptionStatus, 'rootKeys'>): string | undefined {
  const states = new Set(rootKeys.map(({ state }) => state));
  if (states.has('next')) {
    return 'Every key is wrapped by both root keys. Give every process the new one, restart them, and run moorage encrypt rotate-master --finish.';
  }
  return states.has('retiring')
    ? 'The old root key still opens something. Run moorage encrypt rotate-master --finish.'
    : undefined;
}

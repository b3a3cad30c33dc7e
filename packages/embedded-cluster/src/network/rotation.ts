import type { Backend } from './backends.rules.ts';

export interface Rotation {
  /** The backends in the order in which to try them; each call for a key begins one further. */
  order(key: string, backends: readonly Backend[]): readonly Backend[];
}

/** Round robin, remembered by key. */
export function createRotation(): Rotation {
  const turns = new Map<string, number>();
  return {
    order(key, backends) {
      if (backends.length === 0) return [];
      const turn = ((turns.get(key) ?? -1) + 1) % backends.length;
      turns.set(key, turn);
      return [...backends.slice(turn), ...backends.slice(0, turn)];
    },
  };
}

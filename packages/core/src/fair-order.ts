/**
 * Who is next: the order of waiting keys.
 *
 * Keys of a higher priority go first, but every eighth turn belongs to the lowest that waits, so that nobody starves. Within a
 * priority, groups (tenants) take turns: one with a thousand keys delays another's single key by one turn and not by a thousand.
 * Within a group, first come, first served. A key waits once; asked for again with a higher priority it moves up.
 */

/** From what a person waits for to what merely repairs drift. */
export const priorities = ['user', 'normal', 'resync'] as const;
export type Priority = (typeof priorities)[number];

export interface FairOrder {
  add(key: string, priority: Priority): void;
  /** Takes the next key for which `mayRun` says yes. */
  take(mayRun: MayRun): { readonly key: string; readonly priority: Priority } | undefined;
  /** True when `take` would give a key. */
  has(mayRun: MayRun): boolean;
  size(): number;
}

type MayRun = (key: string, group: string) => boolean;
type Level = Map<string, Set<string>>;

const turnsOfTheLowest = 8;

/** The first key that may run, of the group whose turn it is. */
function firstOf(level: Level, mayRun: MayRun): { readonly key: string; readonly group: string } | undefined {
  for (const [group, keys] of level) {
    for (const key of keys) if (mayRun(key, group)) return { key, group };
  }
  return undefined;
}

/** Takes a key and sends its group to the end of the line. */
function takeFrom(level: Level, mayRun: MayRun): string | undefined {
  const first = firstOf(level, mayRun);
  if (first === undefined) return undefined;
  const keys = level.get(first.group);
  keys?.delete(first.key);
  level.delete(first.group);
  if (keys !== undefined && keys.size > 0) level.set(first.group, keys);
  return first.key;
}

/** Makes an empty order; `groupOf` says to whom a key belongs. */
export function createFairOrder(groupOf: (key: string) => string): FairOrder {
  const levels: Readonly<Record<Priority, Level>> = { user: new Map(), normal: new Map(), resync: new Map() };
  const waiting = new Map<string, Priority>();
  let turn = 0;

  function leave(key: string, priority: Priority): void {
    const group = groupOf(key);
    const keys = levels[priority].get(group);
    keys?.delete(key);
    if (keys?.size === 0) levels[priority].delete(group);
  }

  return {
    size: () => waiting.size,
    has: (mayRun) => priorities.some((priority) => firstOf(levels[priority], mayRun) !== undefined),
    add(key, priority) {
      const present = waiting.get(key);
      if (present !== undefined) {
        if (priorities.indexOf(present) <= priorities.indexOf(priority)) return;
        leave(key, present);
      }
      waiting.set(key, priority);
      const group = groupOf(key);
      const keys = levels[priority].get(group);
      if (keys === undefined) levels[priority].set(group, new Set([key]));
      else keys.add(key);
    },
    take(mayRun) {
      const isTurnOfTheLowest = (turn + 1) % turnsOfTheLowest === 0;
      for (const priority of isTurnOfTheLowest ? priorities.toReversed() : priorities) {
        const key = takeFrom(levels[priority], mayRun);
        if (key === undefined) continue;
        turn += 1;
        waiting.delete(key);
        return { key, priority };
      }
      return undefined;
    },
  };
}

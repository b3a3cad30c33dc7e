/** How many questions run at once, for each registry and each organization: who is slow delays himself and nobody else. */

export interface Slots {
  /** Takes one of the registry and one of any of the organizations, and gives what frees both; undefined where none is free. */
  take(registry: string, orgs: readonly string[]): (() => void) | undefined;
}

export function createSlots(most: { readonly perRegistry: number; readonly perOrg: number }): Slots {
  const taken = new Map<string, number>();
  const countOf = (name: string): number => taken.get(name) ?? 0;
  const change = (name: string, by: number): void => {
    const count = countOf(name) + by;
    if (count === 0) taken.delete(name);
    else taken.set(name, count);
  };
  return {
    take(registry, orgs) {
      const place = `registry ${registry}`;
      const payer = orgs.map((org) => `org ${org}`).find((name) => countOf(name) < most.perOrg);
      if (payer === undefined || countOf(place) >= most.perRegistry) return undefined;
      change(place, 1);
      change(payer, 1);
      let isFree = false;
      return () => {
        if (isFree) return;
        isFree = true;
        change(place, -1);
        change(payer, -1);
      };
    },
  };
}

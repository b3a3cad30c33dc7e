/** Requests under way to each pod, so that a pod that is being deleted can finish the ones it has. */
export interface Traffic {
  /** Counts a request to this address until the returned function is called. */
  begin(ip: string): () => void;
  isBusy(ip: string): boolean;
}

export function createTraffic(): Traffic {
  const counts = new Map<string, number>();
  const change = (ip: string, by: number): void => {
    const count = (counts.get(ip) ?? 0) + by;
    if (count > 0) counts.set(ip, count);
    else counts.delete(ip);
  };
  return {
    isBusy: (ip) => counts.has(ip),
    begin(ip) {
      let isOpen = true;
      change(ip, 1);
      return () => {
        if (isOpen) change(ip, -1);
        isOpen = false;
      };
    },
  };
}

/** What limits need from the place where replicas share them. */

/** Tokens taken from one bucket. */
export interface Spend {
  readonly key: string;
  /** Milliseconds in which a full refill of what is taken comes back; 0 only asks. */
  readonly costMs: number;
  /** Beyond this a bucket does not sink, whatever is taken. */
  readonly mostMs: number;
}

/** A token that is taken only where it is there. */
export interface Reserve extends Spend {
  /** How far from full the bucket may be afterwards. */
  readonly coveredMs: number;
}

export interface Reserved {
  readonly isGranted: boolean;
  /** How far from full the bucket is now; where nothing was taken, about. */
  readonly debtMs: number;
}

/** Buckets by the time at which each is full again, measured by one clock: that of the store. */
export interface LimitStore {
  /** Takes, whether or not it is covered, and tells for each how many milliseconds it now is from being full. Keys are distinct. */
  spend(spends: readonly Spend[]): Promise<readonly number[]>;
  /** Takes where it is covered, and nothing otherwise: however many ask at once, no more are granted than there is, and no fewer. */
  reserve(reserve: Reserve): Promise<Reserved>;
  /** Drops what is full again, where the store does not do so itself. */
  sweep?(): Promise<void>;
}

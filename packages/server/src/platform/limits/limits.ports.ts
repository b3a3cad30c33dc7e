/** What limits need from the place where replicas share them. */

/** Tokens taken from one bucket. */
export interface Spend {
  readonly key: string;
  /** Milliseconds in which a full refill of what is taken comes back; 0 only asks. */
  readonly costMs: number;
  /** Beyond this a bucket does not sink, whatever is taken. */
  readonly mostMs: number;
}

/** Buckets by the time at which each is full again, measured by one clock: that of the store. */
export interface LimitStore {
  /** Takes, whether or not it is covered, and tells for each how many milliseconds it now is from being full. Keys are distinct. */
  spend(spends: readonly Spend[]): Promise<readonly number[]>;
  /** Drops what is full again, where the store does not do so itself. */
  sweep?(): Promise<void>;
}

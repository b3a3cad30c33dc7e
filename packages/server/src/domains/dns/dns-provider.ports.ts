/** What the engine needs of a provider of zones. Names are canonical everywhere: small letters, without escapes and the last dot. */
import type { RecordType } from '@moorage/core/dns-text';
import type { Secret } from '@moorage/core/secret';

export interface AliasTarget {
  readonly name: string;
  readonly zoneId: string;
  readonly evaluateTargetHealth: boolean;
}

export interface RecordSet {
  readonly name: string;
  readonly type: RecordType;
  /** Seconds; what an alias has is its target's. */
  readonly ttl: number;
  /** Canonical and in order; empty for an alias. */
  readonly values: readonly string[];
  readonly alias?: AliasTarget;
  /** Set where there is more than we could write again: weights, regions, proxies. Such a set is never ours to change. */
  readonly special?: string;
}

/** One set of a zone from what it was to what it is to be; at least one of them is there. */
export interface Edit {
  readonly name: string;
  readonly type: RecordType;
  readonly before: RecordSet | undefined;
  readonly after: RecordSet | undefined;
}

export interface Zone {
  readonly id: string;
  readonly name: string;
}

export type DnsFailureReason =
  /** The zone is not as the edits say it was; nothing was done. */
  | 'changed'
  /** Too much was asked for at once. */
  | 'throttled'
  /** The provider will never do this. */
  | 'refused'
  /** Nobody can say whether something was done. */
  | 'unreachable';

/** The only thing that a provider throws; its text is for people and has no secrets in it. */
export class DnsFailure extends Error {
  readonly reason: DnsFailureReason;
  constructor(reason: DnsFailureReason, message: string) {
    super(message);
    this.reason = reason;
  }
}

export interface DnsProvider {
  /** Sets that one call of {@link DnsProvider.apply} may touch. */
  readonly mostEdits: number;
  readonly hasAliases: boolean;
  /** What is paced together, such as an account. */
  readonly account: string;
  /** By its id, else by its name. */
  findZone(name: string, id: string, signal: AbortSignal): Promise<Zone>;
  /** Everything at these names, and perhaps more. */
  read(zone: Zone, names: readonly string[], signal: AbortSignal): Promise<RecordSet[]>;
  /** All of it or nothing, as far as the provider can; never over what is not as `before` says. */
  apply(zone: Zone, edits: readonly Edit[], signal: AbortSignal): Promise<void>;
  close(): void;
}

/** A credential for zones, opened. */
export interface DnsAccess {
  readonly provider: string;
  readonly kind: string;
  readonly scope: Readonly<Record<string, string>>;
  readonly region: string | undefined;
  readonly secret: Readonly<Record<string, Secret>>;
}

export interface DnsProviders {
  /** Why such a credential has no zones, as a sentence; undefined where it has. */
  problemWith(access: Omit<DnsAccess, 'secret'>): string | undefined;
  open(access: DnsAccess): DnsProvider;
}

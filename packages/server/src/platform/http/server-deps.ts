/** What the HTTP server is given: its settings, its routes and whatever it must not know by itself. */
import type { Clock } from '@moorage/core/clock';
import type { Ids } from '@moorage/core/ids';
import type { Log } from '@moorage/core/log';
import type { Actor } from '../authz/actor.ts';
import type { AuthzResource, Policy } from '../authz/engine.ts';
import type { Limiter } from '../limits/limiter.ts';
import type { Metrics } from '../metrics/metrics.ts';
import type { BoundRoute, CookieOut } from './bind.ts';
import type { IdempotencyDeps } from './idempotency.ts';
import type { FindSite } from './site.ts';
import type { TimeLimits } from './time-limits.ts';

export interface HttpConfig {
  readonly host: string;
  /** 0 takes any free port. */
  readonly port: number;
  /** Where clients reach us; `https:` turns on HSTS. */
  readonly baseUrl: string;
  readonly devMode: boolean;
  /** Addresses whose X-Forwarded-* headers are believed. */
  readonly trustedProxies: readonly string[];
  readonly rateLimit: {
    readonly enabled: boolean;
    readonly perSecond: number;
    readonly burst: number;
    readonly loginPerSecond: number;
    readonly loginBurst: number;
    /** Requests a minute for each address, user and key of `/api/v1`. */
    readonly v1PerMinute: number;
  };
  readonly bodyLimitBytes: number;
  readonly drainMs: number;
  /** The usual ones where none are given. */
  readonly timeLimits?: TimeLimits;
  /** Origins whose pages may call the API with credentials. */
  readonly allowedOrigins: readonly string[];
  /** Name of the session cookie: its presence is what makes a request need the CSRF check. */
  readonly sessionCookie: string;
  /** Name of the cookie that carries an access token; it needs the same check. */
  readonly tokenCookie: string;
}

/** One thing that must work before this process takes traffic. */
export interface Check {
  readonly name: string;
  /** Resolves when all is well; rejects with the reason. Called with a deadline of 2 s. */
  check(): Promise<void>;
}

export interface Credentials {
  /** Of the request that shows them, for what is written down about their use. */
  readonly requestId?: string;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly cookies: Readonly<Record<string, string | undefined>>;
  readonly ip: string;
  readonly userAgent: string;
  /** The host under which the client reached us. */
  readonly host: string;
  /** For a session that slides: the renewed cookie goes out with the answer. Absent where nothing can go out; then none slides. */
  setCookie?(cookie: CookieOut): void;
}

/** Handed in by app.ts. Resolves to `anonymous` without credentials; throws `unauthenticated` for bad ones. */
export type Authenticate = (credentials: Credentials) => Promise<Actor>;

/** Somebody was not let in, or may not do what he asked for. */
export interface Refusal {
  readonly kind: 'forbidden' | 'bad-credential';
  readonly actor: Actor;
  readonly ip: string;
  readonly requestId: string;
  readonly route: string;
  readonly method: string;
  /** Where the policy refused, what it was asked. */
  readonly action: string | undefined;
  readonly resource: AuthzResource | undefined;
  /** The name or id in the request of what it was about. */
  readonly subject: string | undefined;
}

export interface HttpServerDeps {
  readonly config: HttpConfig;
  readonly routes: readonly BoundRoute[];
  readonly authenticate: Authenticate;
  readonly policy: Policy;
  /** Hosts other than our own; without it there are none. */
  readonly findSite?: FindSite;
  readonly log: Log;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly metrics: Metrics;
  /** Shared with other replicas; one of this server's own where none is given. */
  readonly limiter?: Limiter;
  readonly readiness: readonly Check[];
  readonly openapi: () => object;
  /** Hears of every refusal; must not throw and is not waited for. */
  readonly onRefused?: (refusal: Refusal) => void;
  /** For `Idempotency-Key`; without it the header is ignored. */
  readonly idempotency?: IdempotencyDeps;
  /** The built console; without it unknown paths are 404. */
  readonly staticDir?: string;
}

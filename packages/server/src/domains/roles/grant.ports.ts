/** What guests need to know of the things that are shared with them; app.ts hands it in. */
import type { AuthzResource } from '../../platform/authz/engine.ts';
import type { RequestCtx } from '../../platform/http/context.ts';

export type ShareableType = 'deployment' | 'template';

/** As the policy is asked about it, and what people call it. */
export interface Shareable extends AuthzResource {
  readonly type: ShareableType;
  readonly id: string;
  readonly orgId: string;
  readonly name: string;
}

/** Finds a thing by name for whoever may share it; what he may not see does not exist. */
interface ShareablePort {
  find(ctx: RequestCtx, name: string): Promise<Omit<Shareable, 'type'>>;
}

export type ShareablePorts = Readonly<Record<ShareableType, ShareablePort>>;

/** What guests need to know of the things that are shared with them; app.ts hands it in. */
import type { RequestCtx } from '../../platform/http/context.ts';

export interface Shareable {
  readonly id: string;
  readonly orgId: string;
  readonly teamId: string | undefined;
  readonly name: string;
}

/** Finds a thing by name for whoever may share it; what he may not see does not exist. */
export interface ShareablePort {
  find(ctx: RequestCtx, name: string): Promise<Shareable>;
}

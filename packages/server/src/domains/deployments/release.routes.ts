import { type BoundRoute, bind } from '../../platform/http/bind.ts';
import { linkNext } from '../../platform/http/link.ts';
import { releasesRoutes } from './release.contract.ts';
import type { ReleaseService } from './release.service.ts';

export function bindReleaseRoutes(releases: ReleaseService): BoundRoute[] {
  return [
    bind(releasesRoutes.list, async (ctx, { query }, io) => {
      const page = await releases.list(ctx, query);
      linkNext(io, page.nextCursor);
      return [...page.items];
    }),
    bind(releasesRoutes.diff, (ctx, { query }) => releases.diff(ctx, query)),
    bind(releasesRoutes.rollback, (ctx, { body }) => releases.rollback(ctx, body)),
    bind(releasesRoutes.deployImage, (ctx, { body }) => releases.deployImage(ctx, body)),
    bind(releasesRoutes.scale, (ctx, { body }) => releases.scale(ctx, body)),
    bind(releasesRoutes.plan, (ctx, { body }) => releases.plan(ctx, body)),
  ];
}

import { attachment, type BoundRoute, bind } from '../../platform/http/bind.ts';
import { linkNext } from '../../platform/http/link.ts';
import { sshKeyRoutes } from './ssh-key.contract.ts';
import type { SshKeySecretService } from './ssh-key-secret.service.ts';
import type { SshKeyService } from './ssh-key.service.ts';

export function bindSshKeyRoutes(keys: SshKeyService, secrets: SshKeySecretService): BoundRoute[] {
  return [
    bind(sshKeyRoutes.list, async (ctx, { query }, io) => {
      const { items, nextCursor } = await keys.list(ctx, query);
      linkNext(io, nextCursor);
      return [...items];
    }),
    bind(sshKeyRoutes.create, (ctx, { body }) => keys.create(ctx, body)),
    bind(sshKeyRoutes.import, (ctx, { body }) => keys.import(ctx, body)),
    bind(sshKeyRoutes.get, (ctx, { params, query }) =>
      query.reveal === true ? secrets.reveal(ctx, params.id) : keys.get(ctx, params.id),
    ),
    bind(sshKeyRoutes.delete, (ctx, { params }) => keys.remove(ctx, params.id)),
    bind(sshKeyRoutes.download, async (ctx, { params, query }) => {
      const { file, bytes, json } = await secrets.download(ctx, params.id, query.part);
      return query.mode === 'json' ? json : attachment({ ...file, bytes });
    }),
  ];
}

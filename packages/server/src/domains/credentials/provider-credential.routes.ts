import { type BoundRoute, bind } from '../../platform/http/bind.ts';
import { linkNext } from '../../platform/http/link.ts';
import { credentialRoutes } from './provider-credential.contract.ts';
import type { CredentialSecretService } from './credential-secret.service.ts';
import type { CredentialService } from './provider-credential.service.ts';

export function bindCredentialRoutes(credentials: CredentialService, secrets: CredentialSecretService): BoundRoute[] {
  return [
    bind(credentialRoutes.list, async (ctx, { query }, io) => {
      const { items, nextCursor } = await credentials.list(ctx, query);
      linkNext(io, nextCursor);
      return [...items];
    }),
    bind(credentialRoutes.create, (ctx, { body }) => credentials.create(ctx, body)),
    bind(credentialRoutes.get, (ctx, { params }) => credentials.get(ctx, params.id)),
    bind(credentialRoutes.update, (ctx, { params, body }) => credentials.update(ctx, params.id, body)),
    bind(credentialRoutes.delete, (ctx, { params }) => credentials.remove(ctx, params.id)),
    bind(credentialRoutes.reveal, (ctx, { params }) => secrets.reveal(ctx, params.id)),
    bind(credentialRoutes.test, (ctx, { params }) => secrets.test(ctx, params.id)),
  ];
}

import { type BoundRoute, bind } from '../../platform/http/bind.ts';
import { clientsRoutes } from './client.contract.ts';
import type { ClientService } from './client.service.ts';

export function bindClientRoutes(clients: ClientService): BoundRoute[] {
  return [
    bind(clientsRoutes.list, (ctx) => clients.list(ctx)),
    bind(clientsRoutes.create, (ctx, { body }) => clients.create(ctx, body)),
    bind(clientsRoutes.get, (ctx, { params }) => clients.get(ctx, params.id)),
    bind(clientsRoutes.update, (ctx, { params, body }) => clients.update(ctx, params.id, body)),
    bind(clientsRoutes.delete, (ctx, { params }) => clients.remove(ctx, params.id)),
  ];
}

/**
 * What is attached to node pools.
 *
 * Attaching writes a pair for each thing and detaching removes one, so any number of clients may do both at the same time and none
 * undoes what another did. Either everything that a request names is attached or nothing. What is attached already stays, and what is
 * not attached is detached again without an error: the outcome is what was asked for.
 */
import { AppError } from '@moorage/core/errors';
import type { Tx } from '../../platform/db/database.ts';
import type { RequestCtx } from '../../platform/http/context.ts';
import { invalidRequest } from '../../platform/http/input.ts';
import { authorizedOrg } from '../../platform/http/org-choice.ts';
import { wasAudited } from '../audit/index.ts';
import { holdMetadata } from '../node-metadata/index.ts';
import { holdServers } from '../servers/index.ts';
import type { Attachable, AttachedView } from './node-pool.contract.ts';
import { missingPool, type NodePoolDeps, poolTarget } from './node-pool.service.ts';
import { findPool, holdPool } from './node-pool.store.ts';
import { attachMetadata, attachServers, detachMetadata, detachServer } from './pool-attachment.store.ts';
import { contentOf } from './pool-content.service.ts';

/** Of one kind of what can be attached. */
export interface AttachmentService {
  list(ctx: RequestCtx, poolId: string): Promise<AttachedView[]>;
  attach(ctx: RequestCtx, poolId: string, ids: readonly string[]): Promise<void>;
  detach(ctx: RequestCtx, poolId: string, id: string): Promise<void>;
}

interface Place {
  readonly orgId: string;
  readonly poolId: string;
}

interface Held {
  readonly id: string;
  /** For people. */
  readonly name: string;
}

interface Grip {
  readonly held: readonly Held[];
  readonly attach: (poolId: string) => Promise<void>;
}

/** How one kind is found and paired. */
interface Pairing {
  /** Those that there are, kept from being renamed and deleted until the transaction ends. */
  hold(tx: Tx, orgId: string, ids: readonly string[]): Promise<Grip>;
  detach(tx: Tx, place: Place, id: string): Promise<boolean>;
}

const ofServers: Pairing = {
  async hold(tx, orgId, ids) {
    const servers = await holdServers(tx, orgId, ids);
    const held = servers.map(({ id, hostname, private_ip_address: address }) => ({ id, name: hostname || address }));
    return { held, attach: (poolId) => attachServers(tx, { orgId, poolId }, servers) };
  },
  detach: detachServer,
};

function ofMetadata(kind: Exclude<Attachable, 'server'>): Pairing {
  return {
    async hold(tx, orgId, ids) {
      const items = await holdMetadata(tx, { orgId, kind, ids });
      const held = items.map(({ id, key: name }) => ({ id, name }));
      return { held, attach: (poolId) => attachMetadata(tx, { orgId, poolId }, items) };
    },
    detach: (tx, place, id) => detachMetadata(tx, place, { kind, id }),
  };
}

function missingItem(kind: Attachable): AppError {
  return new AppError('not_found', `There is no such ${kind}.`, { details: { reason: `${kind}_not_found` } });
}

function unknownItem(kind: Attachable, index: number): AppError {
  return invalidRequest([{ path: `${kind}_ids[${index}]`, message: `is no ${kind} of the organization` }], 'bad_request');
}

export function createAttachmentService(deps: NodePoolDeps, kind: Attachable): AttachmentService {
  const pairing = kind === 'server' ? ofServers : ofMetadata(kind);
  const { db, audit } = deps;
  return {
    async list(ctx, poolId) {
      const orgId = authorizedOrg(ctx, 'node_pool:read');
      return await db.tenant([orgId], async (tx) => {
        if ((await findPool(tx, orgId, poolId)) === undefined) throw missingPool();
        return await contentOf(tx, orgId, poolId, kind);
      });
    },
    async attach(ctx, poolId, ids) {
      const orgId = authorizedOrg(ctx, 'node_pool:update');
      await db.tenant([orgId], async (tx) => {
        const pool = await holdPool(tx, orgId, poolId);
        if (pool === undefined) throw missingPool();
        const { held, attach } = await pairing.hold(tx, orgId, ids);
        const unknown = ids.findIndex((id) => held.every((one) => one.id !== id));
        if (unknown !== -1) throw unknownItem(kind, unknown);
        await attach(poolId);
        const data = { kind, attached: held.map(({ id, name }) => ({ id, name })) };
        await audit.append(tx, ctx, { orgId, event: 'node_pool.attached', target: poolTarget(pool), data });
      });
    },
    async detach(ctx, poolId, id) {
      const orgId = authorizedOrg(ctx, 'node_pool:update');
      await db.tenant([orgId], async (tx) => {
        const pool = await holdPool(tx, orgId, poolId);
        if (pool === undefined) throw missingPool();
        if (await pairing.detach(tx, { orgId, poolId }, id)) {
          const data = { kind, detached: [{ id }] };
          await audit.append(tx, ctx, { orgId, event: 'node_pool.detached', target: poolTarget(pool), data });
          return;
        }
        const { held } = await pairing.hold(tx, orgId, [id]);
        if (held.length > 0 || (await wasAudited(tx, { orgId, event: `${kind}.deleted`, target: { type: kind, id } }))) return;
        throw missingItem(kind);
      });
    },
  };
}

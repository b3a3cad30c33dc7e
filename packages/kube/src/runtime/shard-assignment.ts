/** Which namespace belongs to which shard, and which shard to which replica. Pure, and the same in every replica. */
import { spreadOf } from '@moorage/core/backoff';

/** The shard of a namespace. */
export function shardOf(namespace: string, count: number): number {
  return Math.floor(spreadOf(namespace) * count);
}

/**
 * Gives every shard to a member: each to the one it scores highest with (rendezvous hashing), of those who are not full yet. So
 * nobody has more than his share, and a member that comes or goes moves few shards but its own.
 */
export function assignShards(count: number, members: readonly string[]): ReadonlyMap<number, string> {
  const share = Math.ceil(count / Math.max(1, members.length));
  const loads = new Map(members.map((member) => [member, 0]));
  const assigned = new Map<number, string>();
  for (let shard = 0; shard < count; shard += 1) {
    const open = members.filter((member) => (loads.get(member) ?? 0) < share);
    const scored = open.map((member) => ({ member, score: spreadOf(`${member}/${shard}`) }));
    const [best] = scored.toSorted((a, b) => b.score - a.score || (a.member < b.member ? -1 : 1));
    if (best === undefined) continue;
    assigned.set(shard, best.member);
    loads.set(best.member, (loads.get(best.member) ?? 0) + 1);
  }
  return assigned;
}

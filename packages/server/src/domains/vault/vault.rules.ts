/** What is decided about keys without looking anything up. */

/** What a root key wraps, to prove that it is the right one. */
export const checkText = 'moorage root key';
export const checkContext = 'moorage/root-key-check';

/** Binds a wrapped key to its owner and version. */
export function keyContext(orgId: string | null, version: number): string {
  return `moorage/vault-key/${orgId ?? 'platform'}/${version}`;
}

/** Names the owner in memory; no organization has this id. */
export function ownerOf(orgId: string | null): string {
  return orgId ?? 'platform';
}

/** An unwrapped key is kept this long. */
export const keptMs = 300_000;
/** How long a retired key stays after nothing needs it, for readers who hold a value that was sealed under it. */
export const destroyAfterMs = 3_600_000;

/** Tells other processes whose keys have changed. */
export const keysChannel = 'moorage_vault_keys';

/** Who prepares gets keys that stay for this long at least. */
export const leastMs = 60_000;

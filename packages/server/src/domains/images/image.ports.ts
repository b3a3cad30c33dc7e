/** What images need of registries. The adapter is in adapters/registry; its tests talk to a server of the testkit and to a real one. */

/** A repository of a registry, as a normalized reference names it (`docker.io`, `library/nginx`). */
export interface ImageRepository {
  readonly registry: string;
  readonly repository: string;
}

/** Why a registry could not be asked. */
export type RegistryFailureReason =
  /** It asks us to wait. */
  | 'RateLimited'
  /** It does not answer, not in time, or not over a connection that we trust. */
  | 'Unreachable'
  /** It does not let us in. */
  | 'Unauthorized'
  /** We do not go there: not encrypted, or an address of this machine. */
  | 'NotAllowed'
  /** What it answers makes no sense. */
  | 'BadAnswer';

export interface ImageRegistry {
  /** Digest of what a tag or digest stands for now; undefined where there is no such image. `known` makes the question cheaper. */
  findDigest(
    image: ImageRepository & { readonly reference: string },
    options: { readonly known?: string | undefined; readonly signal: AbortSignal },
  ): Promise<string | undefined>;
  /** Every tag; undefined where there is no such repository. */
  listTags(image: ImageRepository, options: { readonly signal: AbortSignal }): Promise<readonly string[] | undefined>;
}

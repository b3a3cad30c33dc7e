/** References to images taken apart, with the names that everybody leaves out filled in. */

import { isImageReference } from '../templates/index.ts';

export interface ImageReference {
  readonly registry: string;
  readonly repository: string;
  /** Undefined where the reference names a digest and no tag. */
  readonly tag: string | undefined;
  readonly digest: string | undefined;
}

export type AutoUpdate = { readonly policy: 'digest' } | { readonly policy: 'semver'; readonly range: string };

/** A question to a registry; equal questions have equal keys. */
export interface ImageWatch {
  readonly key: string;
  readonly registry: string;
  readonly repository: string;
  readonly policy: AutoUpdate['policy'];
  /** The tag of the policy `digest`, the range of `semver`. */
  readonly wanted: string;
}

/** `nginx` → `docker.io/library/nginx:latest`. Takes what is an image reference already. */
export function parseImageReference(text: string): ImageReference {
  const [, path = '', tag, digest] = /^(.+?)(?::([\w][\w.-]{0,127}))?(?:@(sha256:[a-f0-9]{64}))?$/.exec(text) ?? [];
  const slash = path.indexOf('/');
  const first = path.slice(0, Math.max(slash, 0));
  const isHost = /[.:]/.test(first) || first === 'localhost';
  const host = isHost ? first.toLowerCase() : 'docker.io';
  const registry = ['index.docker.io', 'registry-1.docker.io'].includes(host) ? 'docker.io' : host;
  const rest = isHost ? path.slice(slash + 1) : path;
  const repository = registry === 'docker.io' && !rest.includes('/') ? `library/${rest}` : rest;
  return { registry, repository, tag: tag ?? (digest === undefined ? 'latest' : undefined), digest };
}

/** `ghcr.io/acme/shop` as references to it are normalized; undefined where the text is more or less than that. */
export function normalizedRepository(text: string): string | undefined {
  const { registry, repository } = parseImageReference(text);
  const isVersioned = text.includes('@') || text.lastIndexOf(':') > text.lastIndexOf('/');
  return isImageReference(text) && !isVersioned ? `${registry}/${repository}` : undefined;
}

/** What a registry is to be asked for this image; undefined where nothing of it can change. */
export function watchOf(image: string, update: AutoUpdate): ImageWatch | undefined {
  const { registry, repository, tag } = parseImageReference(image);
  const wanted = update.policy === 'semver' ? update.range : tag;
  if (wanted === undefined) return undefined;
  const { policy } = update;
  return { key: `${policy} ${registry}/${repository} ${wanted}`, registry, repository, policy, wanted };
}

/** The same image under another tag and with this digest, written as it was. */
export function withVersion(image: string, tag: string | undefined, digest: string): string {
  const bare = withoutVersion(image);
  return `${bare}${tag === undefined ? '' : `:${tag}`}@${digest}`;
}

/** The image with the digest that is known of it. */
export function pinned(image: string, digest: string): string {
  return image.includes('@') ? image : `${image}@${digest}`;
}

function withoutVersion(image: string): string {
  const named = image.split('@', 1)[0] ?? image;
  const colon = named.lastIndexOf(':');
  return colon > named.lastIndexOf('/') ? named.slice(0, colon) : named;
}

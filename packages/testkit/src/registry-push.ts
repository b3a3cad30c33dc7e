/** Puts an image that holds a few bytes into a registry that speaks the distribution protocol, as a client that pushes does. */
import { createHash } from 'node:crypto';

export interface PushTarget {
  /** Such as `http://127.0.0.1:5000`. */
  readonly url: string;
  readonly username: string;
  readonly password: string;
}

export interface PushedImage {
  readonly repository: string;
  readonly tag: string;
  readonly content: string;
}

const manifestType = 'application/vnd.oci.image.manifest.v1+json';
const configType = 'application/vnd.oci.image.config.v1+json';

function digestOf(text: string): string {
  return `sha256:${createHash('sha256').update(text).digest('hex')}`;
}

/** Gives the digest of its manifest. */
export async function pushImage(target: PushTarget, { repository, tag, content }: PushedImage): Promise<string> {
  const authorization = `Basic ${Buffer.from(`${target.username}:${target.password}`).toString('base64')}`;
  const send = async (url: URL, method: string, body?: string, type = 'application/octet-stream'): Promise<Response> => {
    const headers = { authorization, ...(body === undefined ? {} : { 'content-type': type }) };
    const response = await fetch(url, { method, headers, ...(body === undefined ? {} : { body }) });
    if (!response.ok) throw new Error(`${method} ${url.pathname}: ${response.status} ${await response.text()}`);
    return response;
  };
  const config = JSON.stringify({
    architecture: 'amd64',
    os: 'linux',
    config: { Labels: { content } },
    rootfs: { type: 'layers', diff_ids: [] },
  });
  const begun = await send(new URL(`/v2/${repository}/blobs/uploads/`, target.url), 'POST');
  const upload = new URL(begun.headers.get('location') ?? '', target.url);
  upload.searchParams.set('digest', digestOf(config));
  await send(upload, 'PUT', config);
  const descriptor = { mediaType: configType, size: Buffer.byteLength(config), digest: digestOf(config) };
  const manifest = JSON.stringify({ schemaVersion: 2, mediaType: manifestType, config: descriptor, layers: [] });
  await send(new URL(`/v2/${repository}/manifests/${tag}`, target.url), 'PUT', manifest, manifestType);
  return digestOf(manifest);
}

/** A server that speaks as the API of Cloudflare does, as far as zones are kept with it, on a port of this machine. */
import { createServer } from 'node:http';
import { z } from 'zod';

interface Kept {
  readonly id: string;
  readonly name: string;
  readonly type: string;
  readonly [field: string]: unknown;
}

export interface CloudflareServer {
  readonly url: string;
  readonly records: Map<string, Kept>;
  /** Answers the next request with this, in place of what it asks for. */
  fail(status: number, code?: number): void;
  stop(): Promise<void>;
}

const zone = { id: 'c'.repeat(32), name: 'example.org', status: 'active' };
const batch = z.object({
  deletes: z.array(z.object({ id: z.string() })),
  posts: z.array(z.looseObject({ name: z.string(), type: z.string() })),
});

interface Said {
  readonly status: number;
  readonly body: unknown;
}

function good(result: unknown, more: object = {}): Said {
  return { status: 200, body: { success: true, errors: [], result, ...more } };
}

function bad(status: number, code: number): Said {
  return { status, body: { success: false, errors: [{ code, message: 'no' }], result: null } };
}

function list(records: Map<string, Kept>, query: URLSearchParams): Said {
  const name = query.get('name.exact');
  const [number, size] = [Number(query.get('page') ?? 1), Number(query.get('per_page') ?? 100)];
  const all = [...records.values()].filter((one) => name === null || one.name === name);
  const info = { page: number, per_page: size, total_pages: Math.max(1, Math.ceil(all.length / size)) };
  return good(all.slice((number - 1) * size, number * size), { result_info: info });
}

/** All of it or nothing. */
function change(records: Map<string, Kept>, body: unknown): Said {
  const parsed = batch.safeParse(body);
  if (!parsed.success) return bad(400, 9_207);
  const copy = new Map(records);
  for (const { id } of parsed.data.deletes) if (!copy.delete(id)) return bad(404, 81_044);
  for (const post of parsed.data.posts) {
    const beside = [...copy.values()].filter(({ name }) => name === post.name);
    if (beside.some(({ type }) => type === 'CNAME' || (post.type === 'CNAME' && type !== 'CNAME'))) return bad(400, 81_053);
    if (beside.some((one) => one.type === post.type && one['content'] === post['content'] && one['data'] === undefined))
      return bad(400, 81_058);
    const id = crypto.randomUUID().replaceAll('-', '');
    copy.set(id, { ...post, id, proxied: false });
  }
  records.clear();
  for (const [id, record] of copy) records.set(id, record);
  return good({});
}

export async function startCloudflareServer(): Promise<CloudflareServer> {
  const records = new Map<string, Kept>();
  let failure: Said | undefined;
  const answer = (method: string, url: URL, body: unknown): Said => {
    const failed = failure;
    failure = undefined;
    if (failed !== undefined) return failed;
    const path = url.pathname.replace('/client/v4', '');
    if (path === '/zones') return good(url.searchParams.get('name') === zone.name ? [zone] : []);
    if (path === `/zones/${zone.id}`) return good(zone);
    if (path === `/zones/${zone.id}/dns_records`) return list(records, url.searchParams);
    if (path === `/zones/${zone.id}/dns_records/batch` && method === 'POST') return change(records, body);
    return bad(404, 7_003);
  };
  const server = createServer((request, response) => {
    let text = '';
    request.on('data', (chunk) => {
      text += String(chunk);
    });
    request.on('end', () => {
      const isKnown = request.headers.authorization === 'Bearer good';
      const url = new URL(request.url ?? '/', 'http://x');
      const said = isKnown ? answer(request.method ?? 'GET', url, text === '' ? undefined : JSON.parse(text)) : bad(403, 9_109);
      response.writeHead(said.status, { 'content-type': 'application/json' }).end(JSON.stringify(said.body));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  return {
    url: `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}/client/v4`,
    records,
    fail(status, code = 0) {
      failure = bad(status, code);
    },
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

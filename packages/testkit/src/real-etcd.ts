/** Calls to etcd, over the JSON form of its API. */

async function post(url: string, body: object): Promise<unknown> {
  const answer = await fetch(url, { method: 'POST', body: JSON.stringify(body) });
  if (!answer.ok) throw new Error(`etcd answered ${answer.status}: ${await answer.text()}`);
  return answer.json();
}

function revisionIn(answer: unknown): string {
  const header: unknown = typeof answer === 'object' && answer !== null && 'header' in answer ? answer.header : undefined;
  const revision: unknown = typeof header === 'object' && header !== null && 'revision' in header ? header.revision : undefined;
  if (typeof revision !== 'string') throw new Error(`etcd told no revision: ${JSON.stringify(answer)}`);
  return revision;
}

/** Drops every revision before the present one, from the disk too. */
export async function compactEtcd(url: string): Promise<void> {
  const key = Buffer.from('/').toString('base64');
  const revision = revisionIn(await post(`${url}/v3/kv/range`, { key, count_only: true }));
  await post(`${url}/v3/kv/compaction`, { revision, physical: true });
}

/** Where the API server keeps everything, and the first key behind that. */
const root = { key: Buffer.from('/registry/').toString('base64'), range_end: Buffer.from('/registry0').toString('base64') };
/** What etcd takes in one transaction. */
const mostOperations = 100;

function pairsIn(answer: unknown): [string, string][] {
  const kvs: unknown = typeof answer === 'object' && answer !== null && 'kvs' in answer ? answer.kvs : [];
  if (!Array.isArray(kvs)) return [];
  return kvs.map((kv): [string, string] => [Buffer.from(String(kv?.key), 'base64').toString(), String(kv?.value ?? '')]);
}

async function commit(url: string, operations: readonly object[]): Promise<void> {
  for (let index = 0; index < operations.length; index += mostOperations)
    await post(`${url}/v3/kv/txn`, { success: operations.slice(index, index + mostOperations) });
}

/** Every key of the API server with its value, in base64. */
export async function readEtcd(url: string): Promise<Map<string, string>> {
  return new Map(pairsIn(await post(`${url}/v3/kv/range`, root)));
}

/** Every key of the API server. */
export async function readEtcdKeys(url: string): Promise<string[]> {
  return pairsIn(await post(`${url}/v3/kv/range`, { ...root, keys_only: true })).map(([key]) => key);
}

/** Removes keys, and writes values in base64. */
export async function writeEtcd(url: string, removed: readonly string[], written: ReadonlyMap<string, string>): Promise<void> {
  await commit(url, [
    ...removed.map((key) => ({ requestDeleteRange: { key: Buffer.from(key).toString('base64') } })),
    ...[...written].map(([key, value]) => ({ requestPut: { key: Buffer.from(key).toString('base64'), value } })),
  ]);
}

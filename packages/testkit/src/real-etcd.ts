/** Two calls to etcd, over the JSON form of its API. */

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

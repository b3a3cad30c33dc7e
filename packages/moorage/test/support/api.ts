/** A signed-in client of a running platform, for tests that are about something else than signing in. */
import { createClient, unwrap } from '@moorage/sdk/client';
import type { Deployment, DeploymentCreate } from '@moorage/sdk/types';
import { waitUntil } from '@moorage/testkit/wait-until';

/** Signs in through the development login and gives what most tests need. */
export async function signInByApi(url: string, email = 'dev@localhost') {
  const response = await fetch(`${url}/dev/login?email=${encodeURIComponent(email)}`, { redirect: 'manual' });
  const cookie = response.headers.getSetCookie().at(0)?.split(';').at(0);
  if (cookie === undefined) throw new Error(`no session: ${response.status}`);
  const client = createClient({ baseUrl: url, headers: { cookie, origin: url } });
  const status = async (name: string): Promise<Deployment> => unwrap(await client.deployments.status({ query: { name } }));
  return {
    client,
    cookie,
    status,
    create: (body: DeploymentCreate) => client.deployments.create({ body }),
    /** Resolves when the deployment has the status for the newest generation. */
    waitFor: (name: string, wanted: Deployment['status'], timeoutMs = 80_000): Promise<Deployment> => {
      let latest: Deployment | undefined;
      return waitUntil(
        async () => {
          latest = await status(name);
          return latest.status === wanted && latest.observedGeneration >= latest.generation ? latest : undefined;
        },
        { timeoutMs, intervalMs: 50, describe: () => `${name} to be ${wanted}; it is ${JSON.stringify(latest, null, 2)}` },
      );
    },
    waitUntilGone: (name: string, timeoutMs = 80_000): Promise<true> =>
      waitUntil(async () => (await client.deployments.status({ query: { name } })).kind === 'api-error' || undefined, {
        timeoutMs,
        describe: `${name} to be gone`,
      }),
  };
}

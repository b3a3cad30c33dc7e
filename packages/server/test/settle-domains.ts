import { waitUntil } from '@moorage/testkit/wait-until';
import { sql } from 'kysely';
import type { TestServer } from './support.ts';

/**
 * Until nobody looks at a domain, and nobody is about to: a look that left something to do, or that another domain of the organization
 * came before, is put back for a moment, in which the queue is idle. One that waits longer, for a provider that failed, is not waited for.
 */
export async function settleDomains(server: TestServer): Promise<void> {
  const isQuiet = async (): Promise<boolean> => {
    await server.settle();
    const { rows } = await server.app.database.system('test', (tx) =>
      sql`select 1 from jobs.job where name = 'dns.reconcile' and state in ('created', 'retry', 'active')
          and start_after < now() + interval '2 seconds'`.execute(tx),
    );
    return rows.length === 0;
  };
  await waitUntil(isQuiet, { describe: 'the domains to have been looked at' });
}

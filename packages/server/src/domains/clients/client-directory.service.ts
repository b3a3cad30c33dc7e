/**
 * Which client a host belongs to, and what it shows of itself.
 *
 * Every request asks, so all clients are kept in memory: there are as many as an operator has customers, and none of it is a
 * secret. A change notifies with its own transaction on {@link clientsChannel}, and every process reads anew; what was missed
 * with a lost connection, and plans that were changed past us, are seen after a minute at the latest. The platform's own name and
 * addresses are known without a question, so that it answers there whatever happens to the table.
 */
import type { Clock } from '@moorage/core/clock';
import type { Service, ServiceStatus } from '@moorage/core/lifecycle';
import type { Db } from '../../platform/db/database.ts';
import { type FindSite, hostNameOf, isNoSiteName, type Site } from '../../platform/http/site.ts';
import { listClients, listPlans, type OfferedPlan } from './client.store.ts';
import { brandingOf, type ClientRow, type ClientView, originOf, policyOf, type RegistrationPolicy } from './client.view.ts';

/** Says nothing but that something is not what it was. */
export const clientsChannel = 'moorage_clients';

const keepMs = 60_000;

/** What a site, or the platform itself, shows to whoever comes. */
export interface Presentation {
  /** Of a client; the platform's own is in its configuration. */
  readonly client?: {
    readonly branding: ClientView['branding'];
    readonly registrationPolicy: RegistrationPolicy;
    readonly allowedDomains: readonly string[];
  };
  readonly plans: OfferedPlan[];
}

export interface ClientDirectory extends Service {
  readonly findSite: FindSite;
  presentationOf(site: Site | undefined): Promise<Presentation>;
  /** Where people of this client are led to; the platform's own for none. */
  originOf(clientId: string | null): Promise<string>;
  /** Reads anew at the next question. */
  forget(): void;
}

interface Snapshot {
  readonly sites: ReadonlyMap<string, Site>;
  readonly clients: ReadonlyMap<string, ClientRow>;
  readonly plans: readonly OfferedPlan[];
  readonly readAtMs: number;
}

export interface ClientDirectoryDeps {
  readonly db: Db;
  readonly clock: Clock;
  /** Of the platform itself. */
  readonly baseUrl: string;
}

async function read({ db, clock, baseUrl }: ClientDirectoryDeps): Promise<Snapshot> {
  const readAtMs = clock.monotonicMs();
  const { rows, plans } = await db.system('read clients', async (tx) => ({
    rows: await listClients(tx),
    plans: await listPlans(tx),
  }));
  const siteOf = (row: ClientRow): Site => ({ id: row.id, origin: originOf(row.domain, baseUrl), isEnabled: row.enabled });
  return {
    sites: new Map(rows.map((row) => [row.domain, siteOf(row)])),
    clients: new Map(rows.map((row) => [row.id, row])),
    plans,
    readAtMs,
  };
}

function presentationOf({ clients, plans }: Snapshot, site: Site | undefined): Presentation {
  const row = site === undefined ? undefined : clients.get(site.id);
  if (row === undefined) return { plans: [...plans] };
  const offered = row.plans.flatMap((id) => plans.find((plan) => plan.id === id) ?? []);
  const { registration_policy: policy, allowed_domains: allowedDomains } = row;
  return { client: { branding: brandingOf(row), registrationPolicy: policyOf(policy), allowedDomains }, plans: offered };
}

export function createClientDirectory(deps: ClientDirectoryDeps): ClientDirectory {
  const ownName = hostNameOf(new URL(deps.baseUrl).host);
  const ownOrigin = new URL(deps.baseUrl).origin;
  let reading: Promise<Snapshot> | undefined;
  let known: Snapshot | undefined;
  let status: ServiceStatus = { state: 'stopped' };
  let stopListening: (() => Promise<void>) | undefined;

  function forget(): void {
    reading = undefined;
    known = undefined;
  }
  async function readNow(): Promise<Snapshot> {
    const started = read(deps);
    reading = started;
    try {
      const found = await started;
      // Whoever forgot meanwhile wants what is there now, not what we have begun to read before.
      if (reading === started) known = found;
      return found;
    } finally {
      if (reading === started) reading = undefined;
    }
  }
  async function snapshot(): Promise<Snapshot> {
    if (known !== undefined && deps.clock.monotonicMs() - known.readAtMs < keepMs) return known;
    return await (reading ?? readNow());
  }

  return {
    name: 'clients',
    status: () => ({ ...status, known: known?.clients.size ?? 0 }),
    forget,
    async findSite(host) {
      const name = hostNameOf(host);
      return name === ownName || isNoSiteName(name) ? undefined : (await snapshot()).sites.get(name);
    },
    presentationOf: async (site) => presentationOf(await snapshot(), site),
    async originOf(clientId) {
      const row = clientId === null ? undefined : (await snapshot()).clients.get(clientId);
      return row === undefined ? ownOrigin : originOf(row.domain, deps.baseUrl);
    },
    async start() {
      stopListening = await deps.db.listen(clientsChannel, forget, forget);
      status = { state: 'running' };
    },
    async stop() {
      await stopListening?.();
      stopListening = undefined;
      status = { state: 'stopped' };
    },
  };
}

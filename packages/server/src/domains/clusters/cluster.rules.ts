/** What a cluster is called and run with, and how far it is from a run. */

export const clusterStatuses = [
  ...['pre_pending', 'incomplete', 'pending', 'provisioning', 'ready', 'failed', 'bootstrapping'],
] as const satisfies readonly string[];

const label = /^[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?$/;
const line = /^\P{Cc}*$/u;
const host =
  /^(?:[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?(?:\.[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?)*|\[[0-9A-Fa-f:.]+\])(?::\d{1,5})?$/;
const component = /^[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*$/;
const tag = /^\w[\w.-]{0,127}$/;

/** What is wrong with the name of a cluster, or undefined: as Kubernetes names things, so that nodes can be labelled with it. */
export function problemOfClusterName(text: string): string | undefined {
  if (text.length > 63) return 'must be at most 63 characters';
  if (text.split('.').every((part) => label.test(part))) return undefined;
  return 'must be letters, digits, "-" and ".", and begin and end with a letter or a digit';
}

/** Of a provider and a region, which are words to us. */
export function problemOfWord(text: string): string | undefined {
  return line.test(text) ? undefined : 'must be one line';
}

/** What is wrong with a repository of images (as in the OCI's distribution specification, with its host), or undefined. */
export function problemOfImage(text: string): string | undefined {
  if (text === '') return undefined;
  const [first = '', ...rest] = text.split('/');
  // What has a dot, a port or is localhost before the first slash is a host.
  const hasHost = rest.length > 0 && (/[.:]/.test(first) || first === 'localhost');
  if (hasHost && !host.test(first)) return 'names no registry that an image can be pulled from';
  const path = hasHost ? rest : [first, ...rest];
  return path.every((part) => component.test(part)) ? undefined : 'must be the name of an image, without a tag or a digest';
}

export function problemOfTag(text: string): string | undefined {
  return text === '' || tag.test(text)
    ? undefined
    : 'must be a tag: letters, digits, "_", "-" and "." , not beginning with "-" or ".", at most 128 characters';
}

/** What a cluster consists of, as far as a run depends on it. */
export interface ClusterFacts {
  readonly captainDomainId: string | undefined;
  readonly recordSet: { readonly domainId: string; readonly type: string } | undefined;
  readonly hasLoadBalancer: boolean;
  readonly bastion: { readonly name: string; readonly status: string } | undefined;
  readonly pools: readonly {
    readonly servers: readonly { readonly id: string; readonly hostname: string; readonly role: string }[];
  }[];
}

const addressTypes: ReadonlySet<string> = new Set(['A', 'AAAA', 'CNAME']);

function lacksInDns({ captainDomainId, recordSet }: ClusterFacts): string[] {
  const lacks: string[] = [];
  if (captainDomainId === undefined) lacks.push('there is no captain domain');
  if (recordSet === undefined) return [...lacks, 'there is no control-plane record set'];
  if (captainDomainId !== undefined && recordSet.domainId !== captainDomainId)
    lacks.push('the control-plane record set is not in the captain domain');
  if (!addressTypes.has(recordSet.type))
    lacks.push(`the control-plane record set is of type ${recordSet.type}, which leads nowhere`);
  return lacks;
}

function lacksInServers({ bastion, pools }: ClusterFacts): string[] {
  const lacks: string[] = [];
  if (bastion === undefined) lacks.push('there is no bastion');
  else if (bastion.status !== 'ready') lacks.push(`the bastion ${bastion.name} is ${bastion.status}, not ready`);
  if (pools.length === 0) return [...lacks, 'there is no node pool'];
  const servers = new Map(pools.flatMap((pool) => pool.servers).map((server) => [server.id, server]));
  if (servers.size === 0) return [...lacks, 'no node pool has a server'];
  if ([...servers.values()].every(({ role }) => role !== 'master')) lacks.push('no server is a master');
  const names = [...servers.values()].map(({ hostname }) => hostname.toLowerCase()).filter((name) => name !== '');
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) lacks.push(`several servers have the host name ${twice}`);
  return lacks;
}

/** What a run needs and does not find, for people. */
export function lacksOf(facts: ClusterFacts): string[] {
  return [...lacksInDns(facts), ...lacksInServers(facts)];
}

/**
 * `pre_pending` while nothing is attached, `incomplete` while a run would not find all it needs, with the reasons, and `pending` when
 * it would. The state follows from what is there, so an edit changes it only where it changes that.
 */
export function standingOf(facts: ClusterFacts): {
  readonly status: (typeof clusterStatuses)[number];
  readonly last_error: string;
} {
  const { captainDomainId, recordSet, hasLoadBalancer, bastion, pools } = facts;
  const isEmpty = captainDomainId === undefined && recordSet === undefined && bastion === undefined && pools.length === 0;
  if (isEmpty && !hasLoadBalancer) return { status: 'pre_pending', last_error: '' };
  const lacks = lacksOf(facts);
  if (lacks.length === 0) return { status: 'pending', last_error: '' };
  return { status: 'incomplete', last_error: `A run would not find all it needs: ${lacks.join('; ')}.` };
}

/** `clusters kubeconfig set|clear|reveal|issue`: how the API of a cluster is reached. */
import type { Client } from '@moorage/sdk/client';
import { type Command, Option } from 'commander';
import { asOneself } from '../../actions/as-oneself.ts';
import { findCluster } from '../../actions/find-clusters.ts';
import { infraOrgOption, inOrg, type OrgFlag } from '../../actions/infra-org.ts';
import { confirm } from '../../confirm.ts';
import { dataOf, usageFailure } from '../../failure.ts';
import type { CliIo } from '../../io.ts';
import { openSession } from '../../session.ts';
import { example, yesOption } from '../options.ts';

const roles = ['view', 'edit', 'admin'] as const;

interface Flags extends OrgFlag {
  readonly file?: string;
  readonly role?: (typeof roles)[number];
  readonly namespace?: string;
  readonly minutes?: string;
  readonly yes?: boolean;
}

/** The cluster that is named, as each call about it says. */
async function placeOf(client: Client, text: string, command: Command) {
  const options = await inOrg(client, command.opts<Flags>());
  const { id: clusterID, name } = await findCluster(client, text, options);
  return { options, name, params: { clusterID } };
}

async function open(io: CliIo, text: string, command: Command) {
  const session = openSession(io, command);
  return { ...session, ...(await placeOf(session.client, text, command)) };
}

async function set(io: CliIo, text: string, command: Command): Promise<void> {
  const { file } = command.opts<Flags>();
  if (file === undefined) throw usageFailure('Which file?', 'Name it with --file.');
  const kubeconfig = io.readFile(file);
  if (kubeconfig === undefined)
    throw usageFailure(`There is no file ${file}.`, 'Write one with `kubectl config view --minify --flatten --raw`.');
  const { client, options, params, name, note } = await open(io, text, command);
  const cluster = dataOf(await client.clusters.setKubeconfig({ params, body: { kubeconfig } }, options));
  note(`The kubeconfig of ${name} is kept; it leads to ${cluster.kubeconfig_server ?? 'nowhere'}.`);
}

async function clear(io: CliIo, text: string, command: Command): Promise<void> {
  const { client, options, params, name, note } = await open(io, text, command);
  await confirm(io, {
    ...{ yes: command.opts<Flags>().yes, answer: name },
    question: `Forget the kubeconfig of ${name}? Type its name: `,
  });
  dataOf(await client.clusters.clearKubeconfig({ params }, options));
  note(`The kubeconfig of ${name} is forgotten.`);
}

const asFile = (text: string): string => (text.endsWith('\n') ? text : `${text}\n`);

async function reveal(io: CliIo, text: string, command: Command): Promise<void> {
  const session = openSession(io, command);
  const { kubeconfig } = await asOneself(session, async (client) => {
    const { options, params } = await placeOf(client, text, command);
    return dataOf(await client.clusters.revealKubeconfig({ params }, options));
  });
  io.out(asFile(kubeconfig));
}

function secondsOf(text: string): number {
  const minutes = /^\d{1,3}$/.test(text) ? Number(text) : 0;
  if (minutes < 10 || minutes > 480) throw usageFailure(`"${text}" is no number of minutes.`, 'Say one from 10 to 480.');
  return minutes * 60;
}

/** The file alone goes to the output, so that it can be written into one. */
async function issue(io: CliIo, text: string, command: Command): Promise<void> {
  const { role = 'view', namespace, minutes } = command.opts<Flags>();
  const body = {
    role,
    ...(namespace === undefined ? {} : { namespace }),
    ...(minutes === undefined ? {} : { ttl_seconds: secondsOf(minutes) }),
  };
  const session = openSession(io, command);
  const issued = await asOneself(session, async (client) => {
    const { options, params } = await placeOf(client, text, command);
    return dataOf(await client.clusters.issueKubeconfig({ params, body }, options));
  });
  io.out(asFile(issued.kubeconfig));
  session.note(`It may ${role} in ${text} until ${issued.expires_at}.`);
}

/** Adds `kubeconfig`. */
export function addKubeconfigCommands(clusters: Command, io: CliIo): void {
  const kubeconfig = clusters.command('kubeconfig').description('how the API of a cluster is reached');
  example(
    kubeconfig
      .command('set <cluster>')
      .description('keep a kubeconfig with one context and its credentials inside')
      .addOption(new Option('--file <path>', 'the file').env('MOORAGE_KUBECONFIG_FILE'))
      .addOption(infraOrgOption()),
    'clusters kubeconfig set prod --file prod.yaml',
  ).action((text: string, _options, command: Command) => set(io, text, command));
  example(
    kubeconfig
      .command('clear <cluster>')
      .description('forget the kubeconfig of a cluster')
      .addOption(yesOption())
      .addOption(infraOrgOption()),
    'clusters kubeconfig clear prod --yes',
  ).action((text: string, _options, command: Command) => clear(io, text, command));
  example(
    kubeconfig
      .command('reveal <cluster>')
      .description('print the kubeconfig that is kept; you confirm it in person')
      .addOption(infraOrgOption()),
    'clusters kubeconfig reveal prod',
  ).action((text: string, _options, command: Command) => reveal(io, text, command));
  example(
    kubeconfig
      .command('issue <cluster>')
      .description('print a kubeconfig of your own, with one role and for a while; you confirm it in person')
      .addOption(new Option('--role <role>', 'view when absent').choices(roles).env('MOORAGE_CLUSTER_ROLE'))
      .addOption(new Option('--namespace <namespace>', 'only there').env('MOORAGE_NAMESPACE'))
      .addOption(new Option('--minutes <number>', 'from 10 to 480, 60 when absent').env('MOORAGE_KUBECONFIG_MINUTES'))
      .addOption(infraOrgOption()),
    'clusters kubeconfig issue prod --role edit --namespace team > kubeconfig.yaml',
  ).action((text: string, _options, command: Command) => issue(io, text, command));
}

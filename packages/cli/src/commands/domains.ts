/** `domains list|add|verify|remove`: hosts of one's own zones for a deployment. */
import type { CustomDomain } from '@moorage/sdk/types';
import { type Command, Option } from 'commander';
import { dataOf, usageFailure } from '../failure.ts';
import type { CliIo } from '../io.ts';
import { describeDomain, domainListView } from '../render/domain.ts';
import { renderList, renderOne } from '../render/output.ts';
import { type CommandSession, openSession } from '../session.ts';

interface Target {
  readonly name: string;
  readonly host: string;
}

function show(session: CommandSession, domain: CustomDomain): void {
  session.io.out(renderOne(domain, { name: (row) => row.host, describe: describeDomain }, session.output));
}

/** People say the host; the API wants the id. */
async function findId(session: CommandSession, { name, host }: Target): Promise<string> {
  const wanted = host.toLowerCase().replace(/\.$/, '');
  const domains = dataOf(await session.client.customDomains.list({ query: { name } }));
  const found = domains.find((domain) => domain.host === wanted || domain.id === wanted);
  if (found !== undefined) return found.id;
  throw usageFailure(`${name} has no domain ${host}.`, `List what it has with \`moorage domains list ${name}\`.`);
}

async function list(io: CliIo, name: string, command: Command): Promise<void> {
  const session = openSession(io, command);
  io.out(renderList(dataOf(await session.client.customDomains.list({ query: { name } })), domainListView, session.output));
}

async function add(io: CliIo, { name, host }: Target, command: Command): Promise<void> {
  const session = openSession(io, command);
  const { ingress } = command.opts<{ ingress?: string }>();
  const body = { name, host, ...(ingress === undefined ? {} : { ingress }) };
  show(session, dataOf(await session.client.customDomains.add({ body })));
}

async function verify(io: CliIo, target: Target, command: Command): Promise<void> {
  const session = openSession(io, command);
  const body = { name: target.name, id: await findId(session, target) };
  show(session, dataOf(await session.client.customDomains.verify({ body })));
}

async function remove(io: CliIo, target: Target, command: Command): Promise<void> {
  const session = openSession(io, command);
  const { yes } = command.opts<{ yes?: boolean }>();
  const { name, host } = target;
  if (yes !== true) {
    const answer = io.isTty ? await io.ask(`Give ${host} up? ${name} no longer answers under it. Type the host: `) : undefined;
    if (answer?.trim() !== host) throw usageFailure('Nothing was removed.', `Repeat with --yes, or type ${host} when asked.`);
  }
  dataOf(await session.client.customDomains.remove({ query: { name, id: await findId(session, target) } }));
  session.note(`${host} is given up.`);
}

/** Adds `domains`. */
export function addDomainCommands(program: Command, io: CliIo): void {
  const domains = program.command('domains').alias('domain').description('custom domains of a deployment');
  domains
    .command('list <deployment>')
    .description('list the domains of a deployment and how they are')
    .addHelpText('after', '\nExample:\n  $ moorage domains list hello')
    .action((name: string, _options, command: Command) => list(io, name, command));
  domains
    .command('add <deployment> <host>')
    .description('claim a host, and print the DNS records to create')
    .addOption(new Option('--ingress <name>', 'the first of the deployment when absent').env('MOORAGE_INGRESS'))
    .addHelpText('after', '\nExample:\n  $ moorage domains add hello shop.example.org')
    .action((name: string, host: string, _options, command: Command) => add(io, { name, host }, command));
  domains
    .command('verify <deployment> <host>')
    .description('look at the DNS records now, and print what is there')
    .addHelpText('after', '\nExample:\n  $ moorage domains verify hello shop.example.org')
    .action((name: string, host: string, _options, command: Command) => verify(io, { name, host }, command));
  domains
    .command('remove <deployment> <host>')
    .description('give a host up')
    .addOption(new Option('-y, --yes', 'do not ask').env('MOORAGE_YES'))
    .addHelpText('after', '\nExample:\n  $ moorage domains remove hello shop.example.org --yes')
    .action((name: string, host: string, _options, command: Command) => remove(io, { name, host }, command));
}

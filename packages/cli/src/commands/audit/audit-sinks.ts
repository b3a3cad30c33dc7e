/** `audit sinks list|add|remove|test`: webhooks that the trail is delivered to. */
import type { Client } from '@moorage/sdk/client';
import type { AuditSink } from '@moorage/sdk/types';
import { type Command, Option } from 'commander';
import { findOrg, pickOne } from '../../actions/find.ts';
import { confirm } from '../../confirm.ts';
import { CliFailure, dataOf } from '../../failure.ts';
import type { CliIo } from '../../io.ts';
import { describeNewSink, sinkListView } from '../../render/audit.ts';
import { renderList, renderOne } from '../../render/output.ts';
import { openSession } from '../../session.ts';
import { example, orgOption, yesOption } from '../options.ts';

interface Flags {
  readonly org?: string;
}

/** sysexits(3) EX_UNAVAILABLE. */
const undeliveredExitCode = 69;

async function findSink(client: Client, orgId: string, text: string): Promise<AuditSink> {
  const sinks = dataOf(await client.auditSinks.list({ query: { org_id: orgId } }));
  const names = (sink: AuditSink): string[] => [sink.id, sink.url];
  return pickOne(sinks, { what: 'webhook', text, names, id: (sink) => sink.id, list: 'moorage audit sinks list' });
}

async function list(io: CliIo, command: Command): Promise<void> {
  const session = openSession(io, command);
  const { id } = await findOrg(session.client, command.opts<Flags>().org);
  const sinks = dataOf(await session.client.auditSinks.list({ query: { org_id: id } }));
  io.out(renderList(sinks, sinkListView, session.output));
}

async function add(io: CliIo, url: string, command: Command): Promise<void> {
  const session = openSession(io, command);
  const flags = command.opts<Flags & { fromStart?: boolean }>();
  const { id: orgId } = await findOrg(session.client, flags.org);
  const sink = dataOf(await session.client.auditSinks.create({ body: { orgId, url, fromStart: flags.fromStart === true } }));
  io.out(renderOne(sink, { name: (row) => row.id, describe: describeNewSink }, session.output));
}

async function remove(io: CliIo, text: string, command: Command): Promise<void> {
  const session = openSession(io, command);
  const { yes, org } = command.opts<Flags & { yes?: boolean }>();
  const { id: orgId } = await findOrg(session.client, org);
  const { id, url } = await findSink(session.client, orgId, text);
  await confirm(io, { yes, question: `Deliver to ${url} no more? Type the address: `, answer: url });
  dataOf(await session.client.auditSinks.remove({ params: { id }, query: { org_id: orgId } }));
  session.note(`Nothing is delivered to ${url} any more.`);
}

async function test(io: CliIo, text: string, command: Command): Promise<void> {
  const session = openSession(io, command);
  const { id: orgId } = await findOrg(session.client, command.opts<Flags>().org);
  const { id, url } = await findSink(session.client, orgId, text);
  const result = dataOf(await session.client.auditSinks.test({ params: { id }, query: { org_id: orgId } }));
  io.out(renderOne(result, { name: () => id, describe: ({ message }) => message }, session.output));
  if (!result.ok) {
    throw new CliFailure(`${url} did not take the delivery.`, {
      exitCode: undeliveredExitCode,
      nextStep: 'See what it answered above.',
    });
  }
}

/** Adds `audit sinks`. */
export function addSinkCommands(audit: Command, io: CliIo): void {
  const sinks = audit.command('sinks').alias('sink').description('webhooks that the trail is delivered to');
  const ofOrg = (command: Command): Command => command.addOption(orgOption());
  example(ofOrg(sinks.command('list').description('list the webhooks and how they do')), 'audit sinks list --org acme').action(
    (_options, command: Command) => list(io, command),
  );
  example(
    ofOrg(sinks.command('add <url>').description('deliver the trail to a webhook; its secret is shown this once')).addOption(
      new Option('--from-start', 'everything that is kept, and not only what comes').env('MOORAGE_FROM_START'),
    ),
    'audit sinks add https://siem.example.com/moorage',
  ).action((url: string, _options, command: Command) => add(io, url, command));
  example(
    ofOrg(sinks.command('remove <sink>').description('deliver to a webhook no more; by id or address')).addOption(yesOption()),
    'audit sinks remove https://siem.example.com/moorage --yes',
  ).action((text: string, _options, command: Command) => remove(io, text, command));
  example(
    ofOrg(sinks.command('test <sink>').description('send a signed delivery without events; fails when it is not taken')),
    'audit sinks test https://siem.example.com/moorage',
  ).action((text: string, _options, command: Command) => test(io, text, command));
}

/** `labels|annotations|taints list|show|create|update|delete`: what nodes are marked with. The three are alike. */
import type { CallOptions, Client } from '@moorage/sdk/client';
import type { V1Taint } from '@moorage/sdk/types';
import { type Command, Option } from 'commander';
import { listMetadata, pickMetadata } from '../actions/find-infra.ts';
import { infraOrgOption, inOrg, type OrgFlag } from '../actions/infra-org.ts';
import { readText } from '../actions/template-file.ts';
import { confirm } from '../confirm.ts';
import { dataOf, usageFailure } from '../failure.ts';
import type { CliIo } from '../io.ts';
import { describeMetadata, type Metadata, metadataListView, type MetadataNoun, writtenOf } from '../render/inventory.ts';
import { renderList, renderOne } from '../render/output.ts';
import { openSession } from '../session.ts';
import { example, yesOption } from './options.ts';

const effects = ['NoSchedule', 'PreferNoSchedule', 'NoExecute'] as const;

interface Flags extends OrgFlag {
  readonly key?: string;
  readonly value?: string;
  readonly search?: string;
  readonly effect?: V1Taint['effect'];
  readonly file?: string;
  readonly yes?: boolean;
}

interface Written {
  readonly key: string;
  readonly value: string;
  readonly effect?: V1Taint['effect'];
}

const view = { name: (row: Metadata) => row.id, describe: describeMetadata };

/** What the command line says of one: `key=value`, and of a taint with `:effect` behind it. */
function parse(noun: MetadataNoun, text: string): Written {
  const effect = noun === 'taints' ? effects.find((one) => text.endsWith(`:${one}`)) : undefined;
  if (noun === 'taints' && effect === undefined)
    throw usageFailure(`"${text}" has no effect.`, `Write it as key=value:effect, the effect one of ${effects.join(', ')}.`);
  const pair = effect === undefined ? text : text.slice(0, -effect.length - 1);
  const end = pair.indexOf('=');
  const [key, value] = end === -1 ? [pair, ''] : [pair.slice(0, end), pair.slice(end + 1)];
  return { key, value, ...(effect === undefined ? {} : { effect }) };
}

function asTaint({ effect, ...rest }: Written) {
  if (effect === undefined) throw usageFailure('A taint has an effect.', `Use one of ${effects.join(', ')}.`);
  return { ...rest, effect };
}

async function createOne(client: Client, noun: MetadataNoun, one: Written, options: CallOptions): Promise<Metadata> {
  if (noun === 'labels') return dataOf(await client.labels.create({ body: one }, options));
  if (noun === 'annotations') return dataOf(await client.annotations.create({ body: one }, options));
  return dataOf(await client.taints.create({ body: asTaint(one) }, options));
}

/** All of them or none. */
async function createMany(
  client: Client,
  noun: MetadataNoun,
  all: readonly Written[],
  options: CallOptions,
): Promise<readonly Metadata[]> {
  if (noun === 'labels') return dataOf(await client.labels.createMany({ body: { labels: all } }, options));
  if (noun === 'annotations') return dataOf(await client.annotations.createMany({ body: { annotations: all } }, options));
  return dataOf(await client.taints.createMany({ body: { taints: all.map(asTaint) } }, options));
}

async function updateOne(
  client: Client,
  noun: MetadataNoun,
  id: string,
  { key, value, effect, ...org }: Flags,
): Promise<Metadata> {
  const options = await inOrg(client, org);
  const body = { ...(key === undefined ? {} : { key }), ...(value === undefined ? {} : { value }) };
  const change = { params: { id }, body };
  if (noun === 'labels') return dataOf(await client.labels.update(change, options));
  if (noun === 'annotations') return dataOf(await client.annotations.update(change, options));
  const whole = { ...change, body: { ...body, ...(effect === undefined ? {} : { effect }) } };
  return dataOf(await client.taints.update(whole, options));
}

async function list(io: CliIo, noun: MetadataNoun, command: Command): Promise<void> {
  const { client, output } = openSession(io, command);
  const { key, value, search: q, ...org } = command.opts<Flags>();
  const query = {
    ...(key === undefined ? {} : { key }),
    ...(value === undefined ? {} : { value }),
    ...(q === undefined ? {} : { q }),
  };
  io.out(renderList(await listMetadata(client, noun, query, await inOrg(client, org)), metadataListView(noun, io.now()), output));
}

async function find(client: Client, noun: MetadataNoun, text: string, flags: OrgFlag): Promise<Metadata> {
  return pickMetadata(await listMetadata(client, noun, {}, await inOrg(client, flags)), noun, text);
}

async function show(io: CliIo, noun: MetadataNoun, text: string, command: Command): Promise<void> {
  const { client, output } = openSession(io, command);
  io.out(renderOne(await find(client, noun, text, command.opts<Flags>()), view, output));
}

function linesOf(io: CliIo, file: string | undefined): string[] {
  if (file === undefined) return [];
  const lines = readText(io, file === '-' ? '/dev/stdin' : file).split(/\r?\n/);
  return lines.map((line) => line.trim()).filter((line) => line !== '' && !line.startsWith('#'));
}

async function create(io: CliIo, noun: MetadataNoun, texts: readonly string[], command: Command): Promise<void> {
  const { client, output } = openSession(io, command);
  const { file, ...org } = command.opts<Flags>();
  const wanted = [...texts, ...linesOf(io, file)].map((text) => parse(noun, text));
  const [first, ...others] = wanted;
  if (first === undefined) throw usageFailure(`No ${noun} are named.`, 'Name them, or a file with one a line by --file.');
  const options = await inOrg(client, org);
  if (others.length === 0) io.out(renderOne(await createOne(client, noun, first, options), view, output));
  else io.out(renderList(await createMany(client, noun, wanted, options), metadataListView(noun, io.now()), output));
}

async function update(io: CliIo, noun: MetadataNoun, text: string, command: Command): Promise<void> {
  const { client, output } = openSession(io, command);
  const flags = command.opts<Flags>();
  if (flags.key === undefined && flags.value === undefined && flags.effect === undefined)
    throw usageFailure('There is nothing to change.', 'Name what is to be different.');
  const { id } = await find(client, noun, text, flags);
  io.out(renderOne(await updateOne(client, noun, id, flags), view, output));
}

async function remove(io: CliIo, noun: MetadataNoun, text: string, command: Command): Promise<void> {
  const { client, note } = openSession(io, command);
  const { yes, ...flags } = command.opts<Flags>();
  const row = await find(client, noun, text, flags);
  const [one, name] = [noun.slice(0, -1), writtenOf(row)];
  await confirm(io, { yes, question: `Delete the ${one} ${name}? Type its id ${row.id}: `, answer: row.id });
  dataOf(await client[noun].delete({ params: { id: row.id } }, await inOrg(client, flags)));
  note(`The ${one} ${name} is deleted.`);
}

function addReading(command: Command, io: CliIo, noun: MetadataNoun, written: string): void {
  example(
    command
      .command('list')
      .description(`list ${noun}`)
      .addOption(new Option('--key <key>', 'only those with this key').env('MOORAGE_KEY'))
      .addOption(new Option('--value <value>', 'only those with this value').env('MOORAGE_VALUE'))
      .addOption(new Option('--search <text>', 'part of the key').env('MOORAGE_SEARCH'))
      .addOption(infraOrgOption()),
    `${noun} list --search example.org`,
  ).action((_options, self: Command) => list(io, noun, self));
  const one = noun.slice(0, -1);
  example(
    command.command(`show <${one}>`).alias('get').description(`print one of the ${noun}`).addOption(infraOrgOption()),
    `${noun} show ${written}`,
  ).action((text: string, _options, self: Command) => show(io, noun, text, self));
}

function addWriting(command: Command, io: CliIo, noun: MetadataNoun, written: string): void {
  const one = noun.slice(0, -1);
  example(
    command
      .command(`create [${noun}...]`)
      .description(`keep ${noun} for node pools; of several all, or none where one is refused`)
      .addOption(new Option('--file <path>', 'more of them, one a line; - reads the standard input').env('MOORAGE_FILE'))
      .addOption(infraOrgOption()),
    `${noun} create ${written}`,
    `${noun} create --file ${noun}.txt`,
  ).action((texts: string[], _options, self: Command) => create(io, noun, texts, self));
  const changing = command
    .command(`update <${one}>`)
    .description(`change one of the ${noun} wherever it is attached`)
    .addOption(new Option('--key <key>', 'its key from now on').env('MOORAGE_KEY'))
    .addOption(new Option('--value <value>', 'its value from now on; may be empty').env('MOORAGE_VALUE'))
    .addOption(infraOrgOption());
  if (noun === 'taints')
    changing.addOption(new Option('--effect <effect>', 'its effect from now on').choices(effects).env('MOORAGE_EFFECT'));
  example(changing, `${noun} update ${written} --value other`).action((text: string, _options, self: Command) =>
    update(io, noun, text, self),
  );
  example(
    command
      .command(`delete <${one}>`)
      .description(`delete one of the ${noun} that no node pool has`)
      .addOption(yesOption())
      .addOption(infraOrgOption()),
    `${noun} delete ${written} --yes`,
  ).action((text: string, _options, self: Command) => remove(io, noun, text, self));
}

/** Adds `labels`, `annotations` and `taints`. */
export function addNodeMetadataCommands(program: Command, io: CliIo): void {
  for (const [noun, written] of [
    ['labels', 'example.org/zone=b'],
    ['annotations', 'example.org/owner=ops'],
    ['taints', 'dedicated=gpu:NoSchedule'],
  ] as const) {
    const command = program.command(noun).alias(noun.slice(0, -1)).description(`${noun} of nodes`);
    addReading(command, io, noun, written);
    addWriting(command, io, noun, written);
  }
}

/** `ssh-keys list|show|create|import|download|delete`: keys by which servers are reached. */
import type { V1SshKey } from '@moorage/sdk/types';
import { type Command, Option } from 'commander';
import { asOneself } from '../actions/as-oneself.ts';
import { findSshKey } from '../actions/find-infra.ts';
import { infraOrgOption, inOrg, type OrgFlag } from '../actions/infra-org.ts';
import { readSecretText } from '../actions/secret-input.ts';
import { confirm } from '../confirm.ts';
import { dataOf, usageFailure } from '../failure.ts';
import type { CliIo } from '../io.ts';
import { describeSshKey, sshKeyListView } from '../render/infra.ts';
import { renderList, renderOne } from '../render/output.ts';
import { type CommandSession, openSession } from '../session.ts';
import { example, yesOption } from './options.ts';

const sizes = [2048, 3072, 4096] as const;
type Size = (typeof sizes)[number];

interface Flags extends OrgFlag {
  readonly unattached?: boolean;
  readonly type?: 'rsa' | 'ed25519';
  readonly bits?: string;
  readonly comment?: string;
  readonly file?: string;
  readonly passphraseFile?: string;
  readonly part?: 'public' | 'private' | 'both';
  readonly to?: string;
  readonly yes?: boolean;
}

const view = { name: (row: V1SshKey) => row.id, describe: describeSshKey };

async function list(io: CliIo, command: Command): Promise<void> {
  const { client, output } = openSession(io, command);
  const { unattached, ...org } = command.opts<Flags>();
  const query = unattached === true ? { unattached: 'true' as const } : {};
  const rows = dataOf(await client.sshKeys.list({ query }, await inOrg(client, org)));
  io.out(renderList(rows, sshKeyListView(io.now()), output));
}

async function show(io: CliIo, text: string, command: Command): Promise<void> {
  const { client, output } = openSession(io, command);
  io.out(renderOne(await findSshKey(client, text, await inOrg(client, command.opts<Flags>())), view, output));
}

function sizeOf(text: string | undefined): { bits?: Size } {
  if (text === undefined) return {};
  const bits = sizes.find((size) => String(size) === text);
  if (bits === undefined) throw usageFailure(`"${text}" is no size of RSA keys.`, `Use one of ${sizes.join(', ')}.`);
  return { bits };
}

async function create(io: CliIo, name: string, command: Command): Promise<void> {
  const { client, output } = openSession(io, command);
  const { type = 'ed25519', bits, comment, ...org } = command.opts<Flags>();
  const body = { name, type, ...sizeOf(bits), ...(comment === undefined ? {} : { comment }) };
  io.out(renderOne(dataOf(await client.sshKeys.create({ body }, await inOrg(client, org))), view, output));
}

async function take(io: CliIo, name: string, command: Command): Promise<void> {
  const { client, output } = openSession(io, command);
  const { file, passphraseFile, comment, ...org } = command.opts<Flags>();
  if (file === undefined)
    throw usageFailure('There is no key.', 'Name the file of the private key with --file, or - to pipe it in.');
  const passphrase = passphraseFile === undefined ? undefined : readSecretText(io, passphraseFile).replace(/\r?\n$/, '');
  const body = {
    ...{ name, private_key: readSecretText(io, file) },
    ...(passphrase === undefined ? {} : { passphrase }),
    ...(comment === undefined ? {} : { comment }),
  };
  io.out(renderOne(dataOf(await client.sshKeys.import({ body }, await inOrg(client, org))), view, output));
}

async function remove(io: CliIo, text: string, command: Command): Promise<void> {
  const session = openSession(io, command);
  const { yes, ...flags } = command.opts<Flags>();
  const options = await inOrg(session.client, flags);
  const { id, name } = await findSshKey(session.client, text, options);
  await confirm(io, { yes, question: `Delete the SSH key ${name}? Type its id ${id}: `, answer: id });
  dataOf(await session.client.sshKeys.delete({ params: { id } }, options));
  session.note(`The SSH key ${name} is deleted.`);
}

/** To a file, or where there is none to the standard output. */
function give({ io, note }: CommandSession, text: string, to: string | undefined): void {
  if (to === undefined) return io.out(text);
  io.writeFile(to, text);
  note(`Written to ${to}.`);
}

async function download(io: CliIo, text: string, command: Command): Promise<void> {
  const session = openSession(io, command);
  const { part = 'both', to, ...flags } = command.opts<Flags>();
  if (part === 'both' && to === undefined)
    throw usageFailure('Two halves need two files.', 'Name the first with --to; the other gets .pub.');
  if (part === 'public') {
    const key = await findSshKey(session.client, text, await inOrg(session.client, flags));
    return give(session, `${key.public_key}\n`, to);
  }
  const found = await asOneself(session, async (client) => {
    const options = await inOrg(client, flags);
    const { id, public_key: line } = await findSshKey(client, text, options);
    const query = { part: 'private', mode: 'json' } as const;
    return { line, file: dataOf(await client.sshKeys.download({ params: { id }, query }, options)) };
  });
  give(session, found.file.private_pem ?? '', to);
  if (part === 'both') give(session, `${found.line}\n`, `${to}.pub`);
}

function commentOption(): Option {
  return new Option('--comment <text>', 'at the end of the public line').env('MOORAGE_SSH_COMMENT');
}

function addMakingCommands(keys: Command, io: CliIo): void {
  example(
    keys
      .command('create <name>')
      .description('make a key')
      .addOption(new Option('--type <type>', 'ed25519 when absent').choices(['ed25519', 'rsa']).env('MOORAGE_SSH_TYPE'))
      .addOption(new Option('--bits <bits>', `size of an RSA key: ${sizes.join(', ')}`).env('MOORAGE_SSH_BITS'))
      .addOption(commentOption())
      .addOption(infraOrgOption()),
    'ssh-keys create nodes',
    'ssh-keys create old-nodes --type rsa --bits 4096',
  ).action((name: string, _options, command: Command) => create(io, name, command));
  example(
    keys
      .command('import <name>')
      .description('take in a private key that exists')
      .addOption(new Option('--file <path>', 'the private key; - reads the standard input').env('MOORAGE_SSH_FILE'))
      .addOption(new Option('--passphrase-file <path>', 'what opens it; it is not kept').env('MOORAGE_PASSPHRASE_FILE'))
      .addOption(commentOption())
      .addOption(infraOrgOption()),
    'ssh-keys import mine --file ~/.ssh/id_ed25519 --passphrase-file passphrase.txt',
  ).action((name: string, _options, command: Command) => take(io, name, command));
}

/** Adds `ssh-keys`. */
export function addSshKeyCommands(program: Command, io: CliIo): void {
  const keys = program.command('ssh-keys').alias('ssh-key').description('keys by which servers are reached');
  example(
    keys
      .command('list')
      .description('list SSH keys')
      .addOption(new Option('--unattached', 'only those that no server uses').env('MOORAGE_UNATTACHED'))
      .addOption(infraOrgOption()),
    'ssh-keys list --unattached',
  ).action((_options, command: Command) => list(io, command));
  example(
    keys.command('show <key>').description('print the public half of a key').addOption(infraOrgOption()),
    'ssh-keys show nodes',
  ).action((text: string, _options, command: Command) => show(io, text, command));
  addMakingCommands(keys, io);
  example(
    keys
      .command('download <key>')
      .description('write a key to files; for the private half you confirm in person, and it is written down')
      .addOption(new Option('--part <part>', 'both when absent').choices(['public', 'private', 'both']).env('MOORAGE_SSH_PART'))
      .addOption(new Option('--to <path>', 'the file, with mode 0600; the public half gets .pub').env('MOORAGE_SSH_TO'))
      .addOption(infraOrgOption()),
    'ssh-keys download nodes --to ~/.ssh/nodes',
    'ssh-keys download nodes --part public',
  ).action((text: string, _options, command: Command) => download(io, text, command));
  example(
    keys.command('delete <key>').description('delete a key that nothing uses').addOption(yesOption()).addOption(infraOrgOption()),
    'ssh-keys delete nodes --yes',
  ).action((text: string, _options, command: Command) => remove(io, text, command));
}

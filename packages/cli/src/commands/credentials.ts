/** `credentials list|show|create|update|delete|test|reveal`: what reaches cloud providers. */
import type { CallOptions, Client } from '@moorage/sdk/client';
import type { V1Credential, V1CredentialCreate } from '@moorage/sdk/types';
import { type Command, Option } from 'commander';
import { asOneself } from '../actions/as-oneself.ts';
import { pickOne } from '../actions/find.ts';
import { infraOrgOption, inOrg, type OrgFlag } from '../actions/infra-org.ts';
import { parseSecretFields, readSecretText } from '../actions/secret-input.ts';
import { confirm } from '../confirm.ts';
import { CliFailure, dataOf, usageFailure } from '../failure.ts';
import type { CliIo } from '../io.ts';
import { credentialListView, describeCredential, describeCredentialTest, describeSecret } from '../render/infra.ts';
import { renderList, renderOne } from '../render/output.ts';
import { openSession } from '../session.ts';
import { example, listOption, yesOption } from './options.ts';

type Provider = V1CredentialCreate['credential_provider'];
type Kind = V1CredentialCreate['kind'];
type ScopeKind = V1CredentialCreate['scope_kind'];

const usualKinds: Readonly<Record<Provider, Kind>> = {
  aws: 'aws_access_key',
  cloudflare: 'api_token',
  hetzner: 'api_token',
  digitalocean: 'api_token',
  generic: 'basic_auth',
};
const kinds: readonly Kind[] = ['aws_access_key', 'api_token', 'basic_auth', 'oauth2', 'tsig'];
const scopeKinds: readonly ScopeKind[] = ['credential_provider', 'service', 'resource'];
const exitCodes = { refused: 65, unreachable: 69 } as const;

interface ScopeFlags {
  readonly scopeKind?: ScopeKind;
  readonly scope?: string[];
}

interface Flags extends OrgFlag, ScopeFlags {
  readonly provider?: Provider;
  readonly kind?: Kind;
  readonly name?: string;
  readonly accountId?: string;
  readonly region?: string;
  readonly secretFile?: string;
  readonly yes?: boolean;
}

/** `service=route53` and so on. */
function scopeOf(pairs: readonly string[]): Record<string, string> {
  const entries = pairs.map((pair) => {
    const [, name, value] = /^([a-z_]+)=(.+)$/.exec(pair) ?? [];
    if (name === undefined || value === undefined)
      throw usageFailure(`"${pair}" is not name=value.`, 'For instance --scope service=route53.');
    return [name, value];
  });
  return Object.fromEntries(entries);
}

function scopeFields({ scopeKind, scope }: ScopeFlags): Partial<Pick<V1CredentialCreate, 'scope_kind' | 'scope'>> {
  if (scopeKind === undefined && scope === undefined) return {};
  return { ...(scopeKind === undefined ? {} : { scope_kind: scopeKind }), scope: scopeOf(scope ?? []) };
}

async function pick(client: Client, text: string, options: CallOptions): Promise<V1Credential> {
  const rows = dataOf(await client.credentials.list({}, options));
  const names = (row: V1Credential): string[] => [row.id, row.name];
  return pickOne(rows, { what: 'credential', text, names, id: (row) => row.id, list: 'moorage credentials list' });
}

const view = { name: (row: V1Credential) => row.id, describe: describeCredential };

async function list(io: CliIo, command: Command): Promise<void> {
  const { client, output } = openSession(io, command);
  const { provider, kind, scopeKind, ...org } = command.opts<Flags>();
  const query = {
    ...(provider === undefined ? {} : { credential_provider: provider }),
    ...(kind === undefined ? {} : { kind }),
    ...(scopeKind === undefined ? {} : { scope_kind: scopeKind }),
  };
  const rows = dataOf(await client.credentials.list({ query }, await inOrg(client, org)));
  io.out(renderList(rows, credentialListView(io.now()), output));
}

async function show(io: CliIo, text: string, command: Command): Promise<void> {
  const { client, output } = openSession(io, command);
  io.out(renderOne(await pick(client, text, await inOrg(client, command.opts<Flags>())), view, output));
}

async function create(io: CliIo, name: string, command: Command): Promise<void> {
  const { client, output } = openSession(io, command);
  const { provider, secretFile, accountId, region, ...flags } = command.opts<Flags>();
  if (provider === undefined) throw usageFailure('Whose credential is it?', 'Name the provider with --provider.');
  if (secretFile === undefined) throw usageFailure('There is no secret.', 'Name a file with --secret-file, or - to pipe it in.');
  const kind = flags.kind ?? usualKinds[provider];
  const body = {
    ...{ credential_provider: provider, kind, schema_version: 1, name, scope_version: 1 },
    ...{ scope_kind: 'credential_provider' as const, scope: {}, ...scopeFields(flags) },
    ...(accountId === undefined ? {} : { account_id: accountId }),
    ...(region === undefined ? {} : { region }),
    secret: parseSecretFields(readSecretText(io, secretFile), kind),
  };
  io.out(renderOne(dataOf(await client.credentials.create({ body }, await inOrg(client, flags))), view, output));
}

async function update(io: CliIo, text: string, command: Command): Promise<void> {
  const { client, output } = openSession(io, command);
  const { name, accountId, region, secretFile, ...flags } = command.opts<Flags>();
  const options = await inOrg(client, flags);
  const { id, kind } = await pick(client, text, options);
  const secret = secretFile === undefined ? undefined : parseSecretFields(readSecretText(io, secretFile), kind);
  const body = {
    ...(name === undefined ? {} : { name }),
    ...(accountId === undefined ? {} : { account_id: accountId }),
    ...(region === undefined ? {} : { region }),
    ...(secret === undefined ? {} : { secret }),
    ...scopeFields(flags),
  };
  if (Object.keys(body).length === 0) throw usageFailure('Nothing is to be changed.', 'Say what, for instance --secret-file.');
  io.out(renderOne(dataOf(await client.credentials.update({ params: { id }, body }, options)), view, output));
}

async function remove(io: CliIo, text: string, command: Command): Promise<void> {
  const session = openSession(io, command);
  const { client } = session;
  const { yes, ...flags } = command.opts<Flags>();
  const options = await inOrg(client, flags);
  const { id, name } = await pick(client, text, options);
  await confirm(io, { yes, question: `Delete the credential ${name}? Type its id ${id}: `, answer: id });
  dataOf(await client.credentials.delete({ params: { id } }, options));
  session.note(`The credential ${name} is deleted.`);
}

async function test(io: CliIo, text: string, command: Command): Promise<void> {
  const { client, output } = openSession(io, command);
  const options = await inOrg(client, command.opts<Flags>());
  const { id } = await pick(client, text, options);
  const found = dataOf(await client.credentials.test({ params: { id } }, options));
  io.out(renderOne(found, { name: (row) => row.status, describe: describeCredentialTest }, output));
  if (found.status === 'verified' || found.status === 'unsupported') return;
  const nextStep = found.next_step === undefined ? {} : { nextStep: found.next_step };
  throw new CliFailure(found.reason ?? 'The provider does not take it.', { exitCode: exitCodes[found.status], ...nextStep });
}

async function reveal(io: CliIo, text: string, command: Command): Promise<void> {
  const session = openSession(io, command);
  const flags = command.opts<Flags>();
  const fields = await asOneself(session, async (client) => {
    const options = await inOrg(client, flags);
    const { id } = await pick(client, text, options);
    return dataOf(await client.credentials.reveal({ params: { id } }, options));
  });
  io.out(renderOne(fields, { name: () => text, describe: describeSecret }, session.output));
}

function secretOption(): Option {
  const what = 'the secret: a JSON object, lines of name=value, or a token by itself; - reads it from the standard input';
  return new Option('--secret-file <path>', what).env('MOORAGE_SECRET_FILE');
}

function kindOption(): Option {
  return new Option('--kind <kind>', 'what it consists of').choices(kinds).env('MOORAGE_CREDENTIAL_KIND');
}

function scopeKindOption(): Option {
  return new Option('--scope-kind <kind>', 'how far it reaches').choices(scopeKinds).env('MOORAGE_SCOPE_KIND');
}

function providerOption(): Option {
  return new Option('--provider <provider>', 'whose it is').choices(Object.keys(usualKinds)).env('MOORAGE_PROVIDER');
}

function details(command: Command): Command {
  return command
    .addOption(scopeKindOption())
    .addOption(listOption('--scope <name=value>', 'what it is for, such as service=route53', 'MOORAGE_CREDENTIAL_SCOPE'))
    .addOption(new Option('--account-id <id>', 'the account at the provider').env('MOORAGE_ACCOUNT_ID'))
    .addOption(new Option('--region <region>', 'the region at the provider').env('MOORAGE_REGION'))
    .addOption(secretOption())
    .addOption(infraOrgOption());
}

function addReadCommands(credentials: Command, io: CliIo): void {
  example(
    credentials
      .command('list')
      .description('list credentials, without their secrets')
      .addOption(providerOption())
      .addOption(kindOption())
      .addOption(scopeKindOption())
      .addOption(infraOrgOption()),
    'credentials list --provider aws',
  ).action((_options, command: Command) => list(io, command));
  example(
    credentials.command('show <credential>').description('print a credential, without its secret').addOption(infraOrgOption()),
    'credentials show dns',
  ).action((text: string, _options, command: Command) => show(io, text, command));
  example(
    credentials
      .command('test <credential>')
      .description('ask the provider whether it takes a credential')
      .addOption(infraOrgOption()),
    'credentials test dns',
  ).action((text: string, _options, command: Command) => test(io, text, command));
  example(
    credentials
      .command('reveal <credential>')
      .description('print the secret; you confirm it in person, and it is written down')
      .addOption(infraOrgOption()),
    'credentials reveal dns -o json',
  ).action((text: string, _options, command: Command) => reveal(io, text, command));
}

/** Adds `credentials`. */
export function addCredentialCommands(program: Command, io: CliIo): void {
  const credentials = program.command('credentials').alias('credential').description('what reaches cloud providers');
  addReadCommands(credentials, io);
  example(
    details(
      credentials.command('create <name>').description('keep a credential').addOption(providerOption()).addOption(kindOption()),
    ),
    'credentials create dns --provider cloudflare --secret-file token.txt',
    'credentials create zones --provider aws --scope-kind service --scope service=route53 --secret-file -',
  ).action((name: string, _options, command: Command) => create(io, name, command));
  example(
    details(
      credentials
        .command('update <credential>')
        .description('change a credential, or replace its secret as a whole')
        .addOption(new Option('--name <name>', 'what it is called').env('MOORAGE_CREDENTIAL_NAME')),
    ),
    'credentials update dns --secret-file -',
  ).action((text: string, _options, command: Command) => update(io, text, command));
  example(
    credentials
      .command('delete <credential>')
      .description('delete a credential that nothing uses')
      .addOption(yesOption())
      .addOption(infraOrgOption()),
    'credentials delete dns --yes',
  ).action((text: string, _options, command: Command) => remove(io, text, command));
}

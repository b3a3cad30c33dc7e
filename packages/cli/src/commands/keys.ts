/** `keys list|create|update|rotate|revoke`: credentials for scripts and machines, one's own or, with `--org`, of an organization. */
import { type Command, Option } from 'commander';
import type { Client } from '@moorage/sdk/client';
import type { ApiKey } from '@moorage/sdk/types';
import { asOneself } from '../actions/as-oneself.ts';
import { findOrg, findTeam, pickOne } from '../actions/find.ts';
import { parseScopes, scopesText } from '../actions/scopes.ts';
import { confirm } from '../confirm.ts';
import { dataOf, usageFailure } from '../failure.ts';
import type { CliIo } from '../io.ts';
import { describeKey, describeNewKey, keyListView } from '../render/key.ts';
import { renderList, renderOne } from '../render/output.ts';
import { openSession } from '../session.ts';
import { parseDurationMs } from './deployments/flags.ts';
import { example, listOption, orgOption, parseExpiry, teamOption, yesOption } from './options.ts';

/** By id, by the visible prefix as it is or at the beginning of the key, or by name. */
function pickKey(keys: readonly ApiKey[], text: string): ApiKey {
  const names = (key: ApiKey): string[] => [key.id, key.prefix, key.name];
  return pickOne(keys, { what: 'API key', text, names, id: (key) => key.prefix, list: 'moorage keys list' });
}

/** Whose keys are meant: an organization's where one is named, else one's own. */
interface OwnerFlags {
  readonly org?: string;
}

async function orgIdOf(client: Client, { org }: OwnerFlags): Promise<string | undefined> {
  return org === undefined ? undefined : (await findOrg(client, org)).id;
}

async function keysOf(client: Client, orgId: string | undefined): Promise<readonly ApiKey[]> {
  return dataOf(await (orgId === undefined ? client.apiKeys.list() : client.orgApiKeys.list({ params: { orgId } })));
}

async function list(io: CliIo, command: Command): Promise<void> {
  const session = openSession(io, command);
  const flags = command.opts<OwnerFlags>();
  const rows = await asOneself(session, async (client) => await keysOf(client, await orgIdOf(client, flags)));
  io.out(renderList(rows, keyListView(io.now()), session.output));
}

interface CreateFlags extends OwnerFlags {
  readonly scope?: string[];
  readonly expires: string;
  readonly role?: string;
  readonly team?: string;
}

const machineRoles = ['org_admin', 'org_member', 'team_admin', 'developer', 'viewer'] as const;

function machineRole(text: string | undefined): (typeof machineRoles)[number] {
  const role = machineRoles.find((each) => each === text);
  if (role !== undefined) return role;
  throw usageFailure('A key of an organization needs a role.', `Say --role, one of ${machineRoles.join(', ')}.`);
}

/** A key of the organization itself, which stays when people go. */
async function createForOrg(client: Client, name: string, flags: CreateFlags, expiresAt: string | undefined) {
  const { id: orgId } = await findOrg(client, flags.org);
  const team = flags.team === undefined ? undefined : await findTeam(client, flags.team, flags.org);
  const body = {
    kind: 'machine',
    name,
    scopes: parseScopes(flags.scope),
    role: machineRole(flags.role),
    ...(team === undefined ? {} : { teamId: team.id }),
    ...(expiresAt === undefined ? {} : { expiresAt }),
  } as const;
  return dataOf(await client.orgApiKeys.create({ params: { orgId }, body }));
}

async function create(io: CliIo, name: string, command: Command): Promise<void> {
  const session = openSession(io, command);
  const flags = command.opts<CreateFlags>();
  const expiresAt = parseExpiry(flags.expires, io.now());
  if (flags.org === undefined && (flags.role ?? flags.team) !== undefined)
    throw usageFailure('A key of your own has your role.', 'Name the organization that it is to belong to with --org.');
  const key = await asOneself(session, async (client) => {
    if (flags.org !== undefined) return await createForOrg(client, name, flags, expiresAt);
    const body = { name, scopes: parseScopes(flags.scope), ...(expiresAt === undefined ? {} : { expiresAt }) };
    return dataOf(await client.apiKeys.create({ body }));
  });
  io.out(renderOne(key, { name: (row) => row.key, describe: describeNewKey }, session.output));
}

interface UpdateFlags extends OwnerFlags {
  readonly name?: string;
  readonly allowIp?: string[];
  readonly anyIp?: boolean;
  readonly rate?: string;
}

function rateOf(text: string): number | null {
  if (text === 'none') return null;
  if (/^[1-9]\d{0,5}$/.test(text)) return Number(text);
  throw usageFailure(`"${text}" is no number of requests per second.`, 'For instance 20, or none.');
}

function changesOf({ name, allowIp, anyIp, rate }: UpdateFlags) {
  const allowedIps = anyIp === true ? [] : allowIp;
  const changes = {
    ...(name === undefined ? {} : { name }),
    ...(allowedIps === undefined ? {} : { allowedIps }),
    ...(rate === undefined ? {} : { ratePerSecond: rateOf(rate) }),
  };
  if (Object.keys(changes).length > 0) return changes;
  throw usageFailure('Nothing is to be changed.', 'Say what, for instance --name, --allow-ip or --rate.');
}

async function update(io: CliIo, text: string, command: Command): Promise<void> {
  const session = openSession(io, command);
  const flags = command.opts<UpdateFlags>();
  const body = changesOf(flags);
  const key = await asOneself(session, async (client) => {
    const orgId = await orgIdOf(client, flags);
    const { id } = pickKey(await keysOf(client, orgId), text);
    const { apiKeys, orgApiKeys } = client;
    return dataOf(
      await (orgId === undefined ? apiKeys.update({ params: { id }, body }) : orgApiKeys.update({ params: { orgId, id }, body })),
    );
  });
  io.out(renderOne(key, { name: (row) => row.id, describe: describeKey }, session.output));
}

async function rotate(io: CliIo, text: string, command: Command): Promise<void> {
  const session = openSession(io, command);
  const flags = command.opts<OwnerFlags & { overlap?: string }>();
  const body = flags.overlap === undefined ? {} : { overlapSeconds: Math.floor(parseDurationMs(flags.overlap) / 1000) };
  const key = await asOneself(session, async (client) => {
    const orgId = await orgIdOf(client, flags);
    const { id } = pickKey(await keysOf(client, orgId), text);
    const { apiKeys, orgApiKeys } = client;
    return dataOf(
      await (orgId === undefined ? apiKeys.rotate({ params: { id }, body }) : orgApiKeys.rotate({ params: { orgId, id }, body })),
    );
  });
  io.out(renderOne(key, { name: (row) => row.key, describe: describeNewKey }, session.output));
}

async function revoke(io: CliIo, text: string, command: Command): Promise<void> {
  const session = openSession(io, command);
  const { yes, ...flags } = command.opts<OwnerFlags & { yes?: boolean }>();
  await asOneself(session, async (client) => {
    const orgId = await orgIdOf(client, flags);
    const key = pickKey(await keysOf(client, orgId), text);
    const question = `Revoke ${key.name}? Whatever uses it is refused at once. Type ${key.prefix}: `;
    await confirm(io, { yes, question, answer: key.prefix });
    const { id } = key;
    const { apiKeys, orgApiKeys } = client;
    dataOf(await (orgId === undefined ? apiKeys.delete({ params: { id } }) : orgApiKeys.delete({ params: { orgId, id } })));
    session.note(`The key ${key.name} is revoked.`);
  });
}

function ofOwner(command: Command): Command {
  return command.addOption(orgOption('name, slug or id, for keys that belong to that organization; your own when absent'));
}

function addChangeCommands(keys: Command, io: CliIo): void {
  example(
    ofOwner(keys.command('update <key>'))
      .description('change the name of a key, where it may be used from or how often')
      .addOption(new Option('--name <name>', 'what it is for').env('MOORAGE_KEY_NAME'))
      .addOption(listOption('--allow-ip <address>', 'address or network that it may be used from', 'MOORAGE_ALLOW_IP'))
      .addOption(new Option('--any-ip', 'it may be used from everywhere').env('MOORAGE_ANY_IP').conflicts('allowIp'))
      .addOption(new Option('--rate <number>', 'requests per second, or none for no limit of its own').env('MOORAGE_RATE')),
    'keys update ci --allow-ip 10.0.0.0/8 --rate 20',
  ).action((text: string, _options, command: Command) => update(io, text, command));
  example(
    ofOwner(keys.command('rotate <key>'))
      .description('give a key a new secret; it is shown this once')
      .addOption(new Option('--overlap <duration>', 'how long the old secret goes on to work').env('MOORAGE_OVERLAP')),
    'keys rotate ci --overlap 1h',
    'keys rotate deployer --org acme',
  ).action((text: string, _options, command: Command) => rotate(io, text, command));
}

/** Adds `keys`. */
export function addKeyCommands(program: Command, io: CliIo): void {
  const keys = program.command('keys').alias('key').description('API keys for scripts and machines');
  example(ofOwner(keys.command('list')).description('list API keys'), 'keys list', 'keys list --org acme').action(
    (_options, command: Command) => list(io, command),
  );
  example(
    ofOwner(keys.command('create <name>'))
      .description('make a key; it is shown this once')
      .addOption(new Option('--role <role>', `of a key with --org: ${machineRoles.join(', ')}`).env('MOORAGE_KEY_ROLE'))
      .addOption(teamOption('of a key with --org: the team that it works in'))
      .addOption(
        listOption('--scope <scope>', `what it may do: ${scopesText}; all but the platform’s when absent`, 'MOORAGE_SCOPE'),
      )
      .addOption(new Option('--expires <days>', 'such as 30d, or never').default('90d').env('MOORAGE_EXPIRES')),
    'keys create ci --scope deployments:write,templates:read --expires 30d',
    'keys create deployer --org acme --role developer --team backend --scope deployments:write',
  ).action((name: string, _options, command: Command) => create(io, name, command));
  addChangeCommands(keys, io);
  example(
    ofOwner(keys.command('revoke <key>')).description('end a key at once; by id, prefix or name').addOption(yesOption()),
    'keys revoke ci --yes',
  ).action((text: string, _options, command: Command) => revoke(io, text, command));
}

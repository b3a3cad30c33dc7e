/** `dns domains|create|update|delete|records|set|unset|import|retry`: domains at DNS providers, and their records. */
import type { CallOptions, Client } from '@moorage/sdk/client';
import type { V1Domain, V1RecordSet, V1RecordSetCreate } from '@moorage/sdk/types';
import { type Command, Option } from 'commander';
import { pickOne } from '../actions/find.ts';
import { readRecords } from '../actions/infra-file.ts';
import { infraOrgOption, inOrg, type OrgFlag } from '../actions/infra-org.ts';
import { confirm } from '../confirm.ts';
import { dataOf, usageFailure } from '../failure.ts';
import type { CliIo } from '../io.ts';
import { describeDnsDomain, describeDnsRecord, dnsDomainListView, dnsRecordListView } from '../render/dns.ts';
import { renderList, renderOne } from '../render/output.ts';
import { openSession } from '../session.ts';
import { example, yesOption } from './options.ts';

const types = ['A', 'AAAA', 'CNAME', 'TXT', 'MX', 'NS', 'SRV', 'CAA'] as const;
type Type = (typeof types)[number];
const statuses = ['pending', 'provisioning', 'ready', 'failed'] as const;

interface Flags extends OrgFlag {
  readonly credential?: string;
  readonly zone?: string;
  readonly name?: string;
  readonly status?: (typeof statuses)[number];
  readonly search?: string;
  readonly type?: Type;
  readonly ttl?: string;
  readonly aliasZone?: string;
  readonly file?: string;
  readonly yes?: boolean;
}

const domainView = { name: (row: V1Domain) => row.id, describe: describeDnsDomain };
const recordView = { name: (row: V1RecordSet) => row.id, describe: describeDnsRecord };

async function pickDomain(client: Client, text: string, options: CallOptions): Promise<V1Domain> {
  const rows = dataOf(await client.dnsDomains.list({}, options));
  const names = (row: V1Domain): string[] => [row.id, row.domain_name];
  return pickOne(rows, { what: 'domain', text, names, id: (row) => row.id, list: 'moorage dns domains' });
}

async function credentialId(client: Client, text: string | undefined, options: CallOptions): Promise<string | undefined> {
  if (text === undefined) return undefined;
  const rows = dataOf(await client.credentials.list({}, options));
  const about = { what: 'credential', text, list: 'moorage credentials list' };
  return pickOne(rows, { ...about, names: (row) => [row.id, row.name], id: (row) => row.id }).id;
}

/** The records of a name, of one type where that is said. */
async function recordsOf(
  client: Client,
  domain: V1Domain,
  place: { name: string; type?: Type },
  options: CallOptions,
): Promise<V1RecordSet[]> {
  const { name, type } = place;
  const query = { name, ...(type === undefined ? {} : { type }) };
  return [...dataOf(await client.dnsRecords.list({ params: { domain_id: domain.id }, query }, options))];
}

async function listDomains(io: CliIo, command: Command): Promise<void> {
  const { client, output } = openSession(io, command);
  const { status, search: q, ...org } = command.opts<Flags>();
  const query = { ...(status === undefined ? {} : { status }), ...(q === undefined ? {} : { q }) };
  const rows = dataOf(await client.dnsDomains.list({ query }, await inOrg(client, org)));
  io.out(renderList(rows, dnsDomainListView(io.now()), output));
}

async function createDomain(io: CliIo, name: string, command: Command): Promise<void> {
  const { client, output } = openSession(io, command);
  const { credential, zone, ...org } = command.opts<Flags>();
  const options = await inOrg(client, org);
  const credential_id = await credentialId(client, credential, options);
  if (credential_id === undefined) throw usageFailure('By which credential?', 'Name it with --credential.');
  const body = { domain_name: name, credential_id, ...(zone === undefined ? {} : { zone_id: zone }) };
  io.out(renderOne(dataOf(await client.dnsDomains.create({ body }, options)), domainView, output));
}

async function updateDomain(io: CliIo, text: string, command: Command): Promise<void> {
  const { client, output } = openSession(io, command);
  const { credential, zone, ...org } = command.opts<Flags>();
  const options = await inOrg(client, org);
  const credential_id = await credentialId(client, credential, options);
  const body = {
    ...(credential_id === undefined ? {} : { credential_id }),
    ...(zone === undefined ? {} : { zone_id: zone === '' ? null : zone }),
  };
  if (Object.keys(body).length === 0) throw usageFailure('There is nothing to change.', 'Name what is to be different.');
  const { id } = await pickDomain(client, text, options);
  io.out(renderOne(dataOf(await client.dnsDomains.update({ params: { id }, body }, options)), domainView, output));
}

async function retryDomain(io: CliIo, text: string, command: Command): Promise<void> {
  const { client, output } = openSession(io, command);
  const options = await inOrg(client, command.opts<Flags>());
  const { id } = await pickDomain(client, text, options);
  const body = { status: 'pending' as const };
  io.out(renderOne(dataOf(await client.dnsDomains.update({ params: { id }, body }, options)), domainView, output));
}

async function removeDomain(io: CliIo, text: string, command: Command): Promise<void> {
  const session = openSession(io, command);
  const { yes, ...flags } = command.opts<Flags>();
  const options = await inOrg(session.client, flags);
  const { id, domain_name: name } = await pickDomain(session.client, text, options);
  await confirm(io, { yes, question: `Delete ${name} with its records? Type ${name}: `, answer: name });
  dataOf(await session.client.dnsDomains.delete({ params: { id } }, options));
  session.note(`The domain ${name} is deleted; its records are being removed.`);
}

async function listRecords(io: CliIo, text: string, command: Command): Promise<void> {
  const { client, output } = openSession(io, command);
  const { name, type, status, ...org } = command.opts<Flags>();
  const options = await inOrg(client, org);
  const { id } = await pickDomain(client, text, options);
  const query = {
    ...(name === undefined ? {} : { name }),
    ...(type === undefined ? {} : { type }),
    ...(status === undefined ? {} : { status }),
  };
  const rows = dataOf(await client.dnsRecords.list({ params: { domain_id: id }, query }, options));
  io.out(renderList(rows, dnsRecordListView(io.now()), output));
}

function isType(text: string): text is Type {
  return types.some((type) => type === text);
}

function wanted(
  { name, type, values }: { name: string; type: Type; values: readonly string[] },
  flags: Flags,
): V1RecordSetCreate {
  const { ttl, aliasZone } = flags;
  const [target = ''] = values;
  if (aliasZone !== undefined) return { name, type, values: [], alias: { name: target, zone_id: aliasZone } };
  if (ttl !== undefined && !/^\d{1,5}$/.test(ttl)) throw usageFailure(`"${ttl}" is no TTL.`, 'Say seconds from 1 to 86400.');
  return { name, type, values: [...values], ...(ttl === undefined ? {} : { ttl: Number(ttl) }) };
}

interface Place {
  readonly domain: string;
  readonly name: string;
  readonly type: string;
}

function placeOf({ args }: Command): Place & { readonly values: readonly string[] } {
  const [domain = '', name = '', type = '', ...values] = args;
  return { domain, name, type, values };
}

/** Makes it, or changes the one that is there. */
async function setRecord(io: CliIo, command: Command): Promise<void> {
  const { values, ...place } = placeOf(command);
  const { client, output } = openSession(io, command);
  const flags = command.opts<Flags>();
  const type = place.type.toUpperCase();
  if (!isType(type)) throw usageFailure(`"${place.type}" is no type of record.`, `Use one of ${types.join(', ')}.`);
  const options = await inOrg(client, flags);
  const domain = await pickDomain(client, place.domain, options);
  const body = wanted({ name: place.name, type, values }, flags);
  const [present] = await recordsOf(client, domain, { name: place.name, type }, options);
  const { name: _name, type: _type, ...change } = body;
  const answer =
    present === undefined
      ? await client.dnsRecords.create({ params: { domain_id: domain.id }, body }, options)
      : await client.dnsRecords.update({ params: { id: present.id }, body: { ...change, values: body.values ?? [] } }, options);
  io.out(renderOne(dataOf(answer), recordView, output));
}

/** All of a file or nothing; what is there already is in the way. */
async function importRecords(io: CliIo, text: string, command: Command): Promise<void> {
  const { client, output } = openSession(io, command);
  const { file, ...org } = command.opts<Flags>();
  if (file === undefined) throw usageFailure('Which records?', 'Name a YAML or JSON list of them with --file.');
  const records = readRecords(io, file);
  const options = await inOrg(client, org);
  const { id } = await pickDomain(client, text, options);
  const rows = dataOf(await client.dnsRecords.createMany({ params: { domain_id: id }, body: { records } }, options));
  io.out(renderList(rows, dnsRecordListView(io.now()), output));
}

async function unsetRecord(io: CliIo, command: Command): Promise<void> {
  const place = placeOf(command);
  const session = openSession(io, command);
  const { yes, ...flags } = command.opts<Flags>();
  const type = place.type.toUpperCase();
  if (!isType(type)) throw usageFailure(`"${place.type}" is no type of record.`, `Use one of ${types.join(', ')}.`);
  const options = await inOrg(session.client, flags);
  const domain = await pickDomain(session.client, place.domain, options);
  const [present] = await recordsOf(session.client, domain, { name: place.name, type }, options);
  if (present === undefined)
    throw usageFailure('There is no such record.', `List them with \`moorage dns records ${domain.domain_name}\`.`);
  const title = `${type} ${present.name}`;
  await confirm(io, {
    yes,
    question: `Delete the record ${title} of ${domain.domain_name}? Type ${present.name}: `,
    answer: present.name,
  });
  dataOf(await session.client.dnsRecords.delete({ params: { id: present.id } }, options));
  session.note(`The record ${title} is deleted.`);
}

function credentialOption(): Option {
  return new Option('--credential <credential>', 'name or id; of AWS, Cloudflare or dynamic updates').env(
    'MOORAGE_DNS_CREDENTIAL',
  );
}

function zoneOption(): Option {
  return new Option('--zone <id>', 'id of the zone; found by the name when absent').env('MOORAGE_DNS_ZONE');
}

function statusOption(): Option {
  return new Option('--status <status>', 'only with this status').choices(statuses).env('MOORAGE_DNS_STATUS');
}

function addDomainPart(dns: Command, io: CliIo): void {
  example(
    dns
      .command('domains')
      .description('list domains and how they are')
      .addOption(statusOption())
      .addOption(new Option('--search <text>', 'part of the name').env('MOORAGE_SEARCH'))
      .addOption(infraOrgOption()),
    'dns domains --status failed',
  ).action((_options, command: Command) => listDomains(io, command));
  example(
    dns
      .command('create <domain>')
      .description('have the records of a domain kept')
      .addOption(credentialOption())
      .addOption(zoneOption())
      .addOption(infraOrgOption()),
    'dns create example.org --credential zones',
  ).action((name: string, _options, command: Command) => createDomain(io, name, command));
  example(
    dns
      .command('update <domain>')
      .description('give a domain another credential or zone')
      .addOption(credentialOption())
      .addOption(zoneOption())
      .addOption(infraOrgOption()),
    'dns update example.org --credential new-zones',
  ).action((text: string, _options, command: Command) => updateDomain(io, text, command));
  example(
    dns.command('retry <domain>').description('compare a domain with its zone now').addOption(infraOrgOption()),
    'dns retry example.org',
  ).action((text: string, _options, command: Command) => retryDomain(io, text, command));
  example(
    dns
      .command('delete <domain>')
      .description('delete a domain; its records are removed from the provider')
      .addOption(yesOption())
      .addOption(infraOrgOption()),
    'dns delete example.org --yes',
  ).action((text: string, _options, command: Command) => removeDomain(io, text, command));
}

/** Adds `dns`. */
export function addDnsCommands(program: Command, io: CliIo): void {
  const dns = program.command('dns').description('domains at DNS providers, and their records');
  addDomainPart(dns, io);
  example(
    dns
      .command('records <domain>')
      .description('list records, and why one is not ready')
      .addOption(new Option('--name <name>', 'relative or in full').env('MOORAGE_DNS_NAME'))
      .addOption(new Option('--type <type>', 'only of this type').choices(types).env('MOORAGE_DNS_TYPE'))
      .addOption(statusOption())
      .addOption(infraOrgOption()),
    'dns records example.org --status failed',
  ).action((text: string, _options, command: Command) => listRecords(io, text, command));
  const set = example(
    dns
      .command('set <domain> <name> <type> <values...>')
      .description('make a record, or change it; @ is the domain itself')
      .addOption(new Option('--ttl <seconds>', '300 when absent').env('MOORAGE_DNS_TTL'))
      .addOption(
        new Option('--alias-zone <id>', 'make it an alias of the value, which is in this zone').env('MOORAGE_DNS_ALIAS_ZONE'),
      )
      .addOption(infraOrgOption()),
    'dns set example.org www A 203.0.113.7 --ttl 60',
    "dns set example.org @ MX '10 mail.example.org'",
  );
  set.action(() => setRecord(io, set));
  example(
    dns
      .command('import <domain>')
      .description('make many records: all of them, or none where one is refused')
      .addOption(new Option('--file <path>', 'a YAML or JSON list of records; - reads the standard input').env('MOORAGE_FILE'))
      .addOption(infraOrgOption()),
    'dns import example.org --file records.yaml',
  ).action((text: string, _options, command: Command) => importRecords(io, text, command));
  const unset = example(
    dns.command('unset <domain> <name> <type>').description('delete a record').addOption(yesOption()).addOption(infraOrgOption()),
    'dns unset example.org www A --yes',
  );
  unset.action(() => unsetRecord(io, unset));
}

/** The nouns `images` and `hooks`: services that take new images by themselves, and who may tell of them. */
import type { ImageHook, ImageHookWithSecret, WatchedImage } from '@moorage/sdk/types';
import { type Command, Option } from 'commander';
import { dataOf } from '../failure.ts';
import type { CliIo } from '../io.ts';
import { renderList, renderOne, type View } from '../render/output.ts';
import { ageOf } from '../render/table.ts';
import { openSession } from '../session.ts';

function imageView(now: Date): View<WatchedImage> {
  return {
    name: (row) => `${row.deployment}/${row.service}`,
    empty: 'No service takes new images by itself. Set it with `moorage deployments update <name> --auto-update web=digest`.',
    columns: [
      { title: 'deployment', value: (row) => row.deployment },
      { title: 'service', value: (row) => row.service },
      { title: 'image', value: (row) => row.image.replace(/(@sha256:[a-f0-9]{12})[a-f0-9]+$/, '$1') },
      { title: 'takes', value: (row) => (row.policy === 'semver' ? row.wanted : row.policy) },
      { title: 'state', value: (row) => row.state },
      { title: 'found', value: (row) => (row.found === null ? '-' : `${row.found.tag} (${row.found.digest.slice(7, 19)})`) },
      { title: 'checked', value: (row) => (row.checkedAt === null ? '-' : ageOf(row.checkedAt, now)) },
      { title: 'problem', value: (row) => (row.error === null ? '' : `${row.error.message} ${row.error.nextStep}`) },
    ],
  };
}

async function list(io: CliIo, command: Command): Promise<void> {
  const session = openSession(io, command);
  const { team, deployment } = command.opts<{ team?: string; deployment?: string }>();
  const query = {
    ...(team === undefined ? {} : { team_id: team }),
    ...(deployment === undefined ? {} : { name: deployment }),
  };
  io.out(renderList(dataOf(await session.client.images.list({ query })), imageView(io.now()), session.output));
}

async function check(io: CliIo, name: string, command: Command): Promise<void> {
  const session = openSession(io, command);
  const rows = dataOf(await session.client.images.check({ body: { name } }));
  session.note(`Its registries are asked now; see \`moorage images list --deployment ${name}\`.`);
  io.out(renderList(rows, imageView(io.now()), session.output));
}

function hookView(now: Date): View<ImageHook> {
  return {
    name: (row) => row.id,
    empty: 'No hooks yet.',
    columns: [
      { title: 'id', value: (row) => row.id },
      { title: 'name', value: (row) => row.name },
      { title: 'repository', value: (row) => row.repository ?? 'every' },
      { title: 'auth', value: (row) => row.auth },
      { title: 'used', value: (row) => (row.lastUsedAt === null ? 'never' : ageOf(row.lastUsedAt, now)) },
    ],
  };
}

function describeSecret(hook: ImageHookWithSecret): string {
  return [
    `Id:      ${hook.id}`,
    `URL:     ${hook.url}`,
    `Secret:  ${hook.secret}`,
    'The secret is shown this once; who has it can have registries asked. How to sign is in docs/images.md.',
  ].join('\n');
}

async function listHooks(io: CliIo, command: Command): Promise<void> {
  const session = openSession(io, command);
  const { team } = command.opts<{ team?: string }>();
  const query = team === undefined ? {} : { team_id: team };
  io.out(renderList(dataOf(await session.client.imageHooks.list({ query })), hookView(io.now()), session.output));
}

async function createHook(io: CliIo, name: string, command: Command): Promise<void> {
  const session = openSession(io, command);
  const { team, repository, auth } = command.opts<{ team?: string; repository?: string; auth: 'signature' | 'token' }>();
  const body = {
    name,
    auth,
    ...(team === undefined ? {} : { teamId: team }),
    ...(repository === undefined ? {} : { repository }),
  };
  const hook = dataOf(await session.client.imageHooks.create({ body }));
  io.out(renderOne(hook, { name: (row) => row.id, describe: describeSecret }, session.output));
}

async function rotateHook(io: CliIo, id: string, command: Command): Promise<void> {
  const session = openSession(io, command);
  const hook = dataOf(await session.client.imageHooks.rotate({ params: { id } }));
  io.out(renderOne(hook, { name: (row) => row.id, describe: describeSecret }, session.output));
}

async function deleteHook(io: CliIo, id: string, command: Command): Promise<void> {
  const session = openSession(io, command);
  dataOf(await session.client.imageHooks.delete({ params: { id } }));
  session.note(`The hook ${id} is deleted.`);
}

function teamOption(): Option {
  return new Option('--team <id>', 'another team than the current one').env('MOORAGE_TEAM');
}

function addHookCommands(program: Command, io: CliIo): void {
  const hooks = program.command('hooks').alias('hook').description('who may tell of new images');
  hooks
    .command('list')
    .description('list the hooks of a team')
    .addOption(teamOption())
    .addHelpText('after', '\nExample:\n  $ moorage hooks list')
    .action((_options, command: Command) => listHooks(io, command));
  hooks
    .command('create <name>')
    .description('make a hook; its secret is shown this once')
    .addOption(
      new Option('--repository <name>', 'what it may tell of; all that the team follows when absent').env('MOORAGE_REPOSITORY'),
    )
    .addOption(
      new Option('--auth <kind>', 'sign each delivery, or send the secret in a header')
        .choices(['signature', 'token'])
        .default('signature')
        .env('MOORAGE_AUTH'),
    )
    .addOption(teamOption())
    .addHelpText('after', '\nExample:\n  $ moorage hooks create ci --repository ghcr.io/acme/shop')
    .action((name: string, _options, command: Command) => createHook(io, name, command));
  hooks
    .command('rotate <id>')
    .description('give a hook a new secret; the old one ends at once')
    .addHelpText('after', '\nExample:\n  $ moorage hooks rotate 0190a1b2-0000-7000-8000-000000000000')
    .action((id: string, _options, command: Command) => rotateHook(io, id, command));
  hooks
    .command('delete <id>')
    .description('delete a hook')
    .addHelpText('after', '\nExample:\n  $ moorage hooks delete 0190a1b2-0000-7000-8000-000000000000')
    .action((id: string, _options, command: Command) => deleteHook(io, id, command));
}

/** Adds `images` and `hooks`. */
export function addImageCommands(program: Command, io: CliIo): void {
  const images = program.command('images').alias('image').description('services that take new images by themselves');
  images
    .command('list')
    .description('list them, what was found, and what is wrong')
    .addOption(new Option('--deployment <name>', 'of one deployment').env('MOORAGE_DEPLOYMENT'))
    .addOption(teamOption())
    .addHelpText('after', '\nExample:\n  $ moorage images list --deployment shop')
    .action((_options, command: Command) => list(io, command));
  images
    .command('check <deployment>')
    .description('ask the registries of a deployment now')
    .addHelpText('after', '\nExample:\n  $ moorage images check shop')
    .action((name: string, _options, command: Command) => check(io, name, command));
  addHookCommands(program, io);
}

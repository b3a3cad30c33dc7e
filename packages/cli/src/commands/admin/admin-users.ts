/** `admin users list|show|disable|enable|promote|demote|sign-out`. */
import type { AdminUser, AdminUserUpdate } from '@moorage/sdk/types';
import { type Command, Option } from 'commander';
import { askAsAdmin } from '../../actions/as-admin.ts';
import { confirm } from '../../confirm.ts';
import type { CliIo } from '../../io.ts';
import { describeUser, userListView } from '../../render/admin.ts';
import { renderList, renderOne } from '../../render/output.ts';
import { type CommandSession, openSession } from '../../session.ts';
import { example, limitOf, limitOption, yesOption } from '../options.ts';
import { findUser, searchOption } from './find-admin.ts';

function show(session: CommandSession, user: AdminUser): void {
  session.io.out(renderOne(user, { name: (row) => row.email, describe: describeUser }, session.output));
}

async function list(io: CliIo, command: Command): Promise<void> {
  const session = openSession(io, command);
  const { search, state, limit } = command.opts<{ search?: string; state?: AdminUser['state']; limit: string }>();
  const query = {
    limit: limitOf(limit),
    ...(search === undefined ? {} : { search }),
    ...(state === undefined ? {} : { state }),
  };
  const users = await askAsAdmin(session, (api) => api.admin.users({ query }));
  io.out(renderList(users, userListView(io.now()), session.output));
}

async function showOne(io: CliIo, text: string, command: Command): Promise<void> {
  const session = openSession(io, command);
  show(session, await findUser(session, text));
}

async function signOut(io: CliIo, text: string, command: Command): Promise<void> {
  const session = openSession(io, command);
  const { id, email } = await findUser(session, text);
  await askAsAdmin(session, (api) => api.admin.signOutUser({ params: { id } }));
  session.note(`${email} is signed out everywhere.`);
}

interface Change {
  readonly verb: string;
  readonly description: string;
  readonly body: AdminUserUpdate;
  /** What is asked before, where it takes something away. */
  readonly question?: (user: AdminUser) => string;
}

const changes: readonly Change[] = [
  {
    verb: 'disable',
    description: 'shut a user out: his sessions, tokens and keys end at once',
    body: { disabled: true },
    question: ({ email }) => `Shut ${email} out? All that uses his account stops at once.`,
  },
  { verb: 'enable', description: 'let a user in again', body: { disabled: false } },
  {
    verb: 'promote',
    description: 'let a user run the platform',
    body: { platformRole: 'platform_admin' },
    question: ({ email }) => `Let ${email} run the whole platform?`,
  },
  { verb: 'demote', description: 'let a user run the platform no more', body: { platformRole: null } },
];

async function apply(io: CliIo, { body, question }: Change, text: string, command: Command): Promise<void> {
  const session = openSession(io, command);
  const { yes } = command.opts<{ yes?: boolean }>();
  const user = await findUser(session, text);
  if (question !== undefined) await confirm(io, { yes, question: `${question(user)} Type the address: `, answer: user.email });
  show(session, await askAsAdmin(session, (api) => api.admin.updateUser({ params: { id: user.id }, body })));
}

/** Adds `admin users`. */
export function addUserCommands(admin: Command, io: CliIo): void {
  const users = admin.command('users').alias('user').description('everybody who has an account');
  example(
    users
      .command('list')
      .description('list accounts')
      .addOption(searchOption())
      .addOption(new Option('--state <state>', 'only these').choices(['active', 'disabled']).env('MOORAGE_STATE'))
      .addOption(limitOption()),
    'admin users list --search ada',
  ).action((_options, command: Command) => list(io, command));
  example(
    users.command('show <user>').description('print one account; by address, name or id'),
    'admin users show ada@example.com',
  ).action((text: string, _options, command: Command) => showOne(io, text, command));
  for (const change of changes) {
    const command = users.command(`${change.verb} <user>`).description(change.description);
    example(
      change.question === undefined ? command : command.addOption(yesOption()),
      `admin users ${change.verb} ada@example.com${change.question === undefined ? '' : ' --yes'}`,
    ).action((text: string, _options, invoked: Command) => apply(io, change, text, invoked));
  }
  example(
    users.command('sign-out <user>').description('end all sessions and tokens of a user'),
    'admin users sign-out ada@example.com',
  ).action((text: string, _options, command: Command) => signOut(io, text, command));
}

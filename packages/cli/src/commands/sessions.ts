/** `sessions list|revoke|revoke-all`: where one is signed in. */
import type { Command } from 'commander';
import { asOneself } from '../actions/as-oneself.ts';
import { confirm } from '../confirm.ts';
import { dataOf } from '../failure.ts';
import type { CliIo } from '../io.ts';
import { sessionListView } from '../render/key.ts';
import { renderList } from '../render/output.ts';
import { openSession } from '../session.ts';
import { example, yesOption } from './options.ts';

async function list(io: CliIo, command: Command): Promise<void> {
  const session = openSession(io, command);
  const rows = await asOneself(session, async (client) => dataOf(await client.sessions.list()));
  // The current one is that of this very command, and over when it is read.
  const others = rows.filter((row) => !row.current);
  io.out(renderList(others, sessionListView(io.now()), session.output));
}

async function revoke(io: CliIo, id: string, command: Command): Promise<void> {
  const session = openSession(io, command);
  await asOneself(session, async (client) => dataOf(await client.sessions.revoke({ params: { id } })));
  session.note('The session is over.');
}

async function revokeAll(io: CliIo, command: Command): Promise<void> {
  const session = openSession(io, command);
  const { yes } = command.opts<{ yes?: boolean }>();
  await confirm(io, { yes, question: 'Sign out everywhere? API keys go on working. Type everywhere: ', answer: 'everywhere' });
  await asOneself(session, async (client) => dataOf(await client.sessions.revokeAll()));
  session.note('You are signed out everywhere. API keys go on working.');
}

/** Adds `sessions`. */
export function addSessionCommands(program: Command, io: CliIo): void {
  const sessions = program.command('sessions').alias('session').description('where you are signed in');
  example(sessions.command('list').description('list your sessions'), 'sessions list').action((_options, command: Command) =>
    list(io, command),
  );
  example(
    sessions.command('revoke <id>').description('end one of your sessions'),
    'sessions revoke 0190a1b2-0000-7000-8000-000000000000',
  ).action((id: string, _options, command: Command) => revoke(io, id, command));
  example(
    sessions.command('revoke-all').description('sign out everywhere').addOption(yesOption()),
    'sessions revoke-all --yes',
  ).action((_options, command: Command) => revokeAll(io, command));
}

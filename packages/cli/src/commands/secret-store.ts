/** `secrets store status|switch|cancel`: where the platform keeps secrets, for whoever runs it. */
import type { SecretStoreStatus } from '@moorage/sdk/types';
import { Argument, type Command } from 'commander';
import { askAsAdmin } from '../actions/as-admin.ts';
import { confirm } from '../confirm.ts';
import type { CliIo } from '../io.ts';
import { renderOne } from '../render/output.ts';
import { describeSecretStore } from '../render/secret-store.ts';
import { type CommandSession, openSession } from '../session.ts';
import { example, yesOption } from './options.ts';

type StoreName = SecretStoreStatus['store'];
const names: readonly StoreName[] = ['built-in', 'vault', 'aws'];

function show(io: CliIo, session: CommandSession, status: SecretStoreStatus): void {
  io.out(renderOne(status, { name: (one) => one.store, describe: describeSecretStore }, session.output));
}

async function ask(io: CliIo, call: 'status' | 'cancel', command: Command): Promise<void> {
  const session = openSession(io, command);
  show(io, session, await askAsAdmin(session, (api) => api.secretStore[call]()));
}

async function switchTo(io: CliIo, store: StoreName, command: Command): Promise<void> {
  const session = openSession(io, command);
  const { yes } = command.opts<{ readonly yes?: boolean }>();
  const question = `Move the secrets of every organization to ${store}? Type its name: `;
  await confirm(io, { yes, question, answer: store });
  show(io, session, await askAsAdmin(session, (api) => api.secretStore.switch({ body: { store } })));
}

/** Adds `secrets store`. */
export function addSecretStoreCommands(secrets: Command, io: CliIo): void {
  const store = secrets.command('store').description('where the platform keeps secrets; for administrators of the platform');
  example(store.command('status').description('which store it is, and how far a switch is'), 'secrets store status').action(
    (_options, command: Command) => ask(io, 'status', command),
  );
  example(
    store
      .command('switch')
      .description('keep secrets in another store from now on, and move what there is')
      .addArgument(new Argument('<store>', 'the store').choices(names))
      .addOption(yesOption()),
    'secrets store switch vault --yes',
  ).action((name: StoreName, _options, command: Command) => switchTo(io, name, command));
  example(store.command('cancel').description('take back a switch that is not finished'), 'secrets store cancel').action(
    (_options, command: Command) => ask(io, 'cancel', command),
  );
}

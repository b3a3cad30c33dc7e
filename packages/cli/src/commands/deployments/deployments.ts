/** The `deployments` noun: flags and help; what each verb does is in read.ts and write.ts. */
import { type Command, Option } from 'commander';
import type { CliIo } from '../../io.ts';
import { addWait, repeated } from './flags.ts';
import { addCanaryCommands } from './canary.ts';
import { addReleaseCommands } from './release-commands.ts';
import { get, list, logs, open } from './read.ts';
import { create, remove, restart, update } from './write.ts';

function addReadCommands(deployments: Command, io: CliIo): void {
  deployments
    .command('list')
    .description('list the deployments of a team')
    .addOption(new Option('--team <id>', 'another team than the current one').env('MOORAGE_TEAM'))
    .addOption(new Option('--shared', 'only what is shared with you by itself').env('MOORAGE_SHARED'))
    .addOption(new Option('--search <text>', 'only those whose name contains the text').env('MOORAGE_SEARCH'))
    .addHelpText('after', '\nExample:\n  $ moorage deployments list --output json')
    .action((_options, command: Command) => list(io, command));
  deployments
    .command('get <name>')
    .description('show one deployment, and what is wrong with it')
    .addHelpText('after', '\nExample:\n  $ moorage deployments get hello')
    .action((name: string, _options, command: Command) => get(io, name, command));
  deployments
    .command('logs <name>')
    .description('print log lines')
    .addOption(new Option('--service <name>', 'only this service').env('MOORAGE_SERVICE'))
    .addOption(new Option('--tail <lines>', 'how many lines from the end').default('200').env('MOORAGE_TAIL'))
    .addOption(new Option('-f, --follow', 'go on as they come').env('MOORAGE_FOLLOW'))
    .addOption(new Option('--previous', 'of the run before the last restart').env('MOORAGE_PREVIOUS'))
    .addOption(new Option('--timestamps', 'with the time of each line').env('MOORAGE_TIMESTAMPS'))
    .addHelpText('after', '\nExample:\n  $ moorage deployments logs hello --follow')
    .action((name: string, _options, command: Command) => logs(io, name, command));
  deployments
    .command('open <name>')
    .description('print its address, and open it in a browser when there is a terminal')
    .addHelpText('after', '\nExample:\n  $ moorage deployments open hello')
    .action((name: string, _options, command: Command) => open(io, name, command));
}

function addWriteCommands(deployments: Command, io: CliIo): void {
  addWait(deployments.command('create <template>'))
    .description('deploy an app from a template')
    .addOption(new Option('--name <name>', 'generated when absent').env('MOORAGE_NAME'))
    .addOption(new Option('--display-name <text>', 'shown in the console').env('MOORAGE_DISPLAY_NAME'))
    .addOption(repeated('--env', 'KEY=VALUE', 'a parameter; may be repeated'))
    .addOption(new Option('--internal', 'without a public address').env('MOORAGE_INTERNAL'))
    .addOption(new Option('--team <id>', 'another team than the current one').env('MOORAGE_TEAM'))
    .addHelpText('after', '\nExample:\n  $ moorage deployments create hello --name hello --env GREETING=Ahoy --wait')
    .action((template: string, _options, command: Command) => create(io, template, command));
  addWait(deployments.command('update <name>'))
    .description('change parameters, replicas or images; the rest stays')
    .addOption(repeated('--env', 'KEY=VALUE', 'a parameter; may be repeated'))
    .addOption(repeated('--replicas', 'SERVICE=N', 'replicas of a service; may be repeated'))
    .addOption(repeated('--image', 'SERVICE=IMAGE', 'image of a service; may be repeated'))
    .addOption(repeated('--auto-update', 'SERVICE=RULE', 'new images it takes: digest, a range of versions, or off'))
    .addOption(
      new Option('--visibility <visibility>', 'who can reach it').choices(['public', 'internal']).env('MOORAGE_VISIBILITY'),
    )
    .addOption(new Option('--pause', 'stop all pods, keep everything else').conflicts('resume').env('MOORAGE_PAUSE'))
    .addOption(new Option('--resume', 'the opposite of --pause').env('MOORAGE_RESUME'))
    .addOption(
      new Option('--auto-rollback <switch>', 'go back when a release is not ready in time')
        .choices(['on', 'off'])
        .env('MOORAGE_AUTO_ROLLBACK'),
    )
    .addOption(new Option('--ready-deadline <duration>', 'how long a release may take').env('MOORAGE_READY_DEADLINE'))
    .addOption(new Option('--reason <text>', 'kept with the release').env('MOORAGE_REASON'))
    .addHelpText('after', '\nExample:\n  $ moorage deployments update hello --env GREETING="Ahoy again" --wait')
    .action((name: string, _options, command: Command) => update(io, name, command));
  addWait(deployments.command('restart <name>'))
    .description('roll all services, or one, without losing a request')
    .addOption(new Option('--service <name>', 'only this service').env('MOORAGE_SERVICE'))
    .addHelpText('after', '\nExample:\n  $ moorage deployments restart hello --wait')
    .action((name: string, _options, command: Command) => restart(io, name, command));
  addWait(deployments.command('delete <name>'))
    .description('delete a deployment and everything it made')
    .addOption(new Option('-y, --yes', 'do not ask').env('MOORAGE_YES'))
    .addHelpText('after', '\nExample:\n  $ moorage deployments delete hello --yes --wait')
    .action((name: string, _options, command: Command) => remove(io, name, command));
}

/** Adds `deployments`. */
export function addDeploymentCommands(program: Command, io: CliIo): void {
  const deployments = program.command('deployments').alias('deployment').description('long-lived apps');
  addReadCommands(deployments, io);
  addWriteCommands(deployments, io);
  addReleaseCommands(deployments, io);
  addCanaryCommands(deployments, io);
}

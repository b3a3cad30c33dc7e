/** The verbs of `deployments` about releases and what runs: flags and help; what each does is in releases.ts and exec.ts. */
import { type Command, Option } from 'commander';
import type { CliIo } from '../../io.ts';
import { exec } from './exec.ts';
import { deployImage, events, plan, releases, rollback, scale } from './releases.ts';
import { addWait, repeated } from './flags.ts';

function reason(): Option {
  return new Option('--reason <text>', 'kept with the release').env('MOORAGE_REASON');
}

function addHistoryCommands(deployments: Command, io: CliIo): void {
  deployments
    .command('releases <name>')
    .description('list every accepted change, or compare two')
    .addOption(new Option('--diff <from..to>', 'how two releases differ').env('MOORAGE_DIFF'))
    .addOption(new Option('--limit <number>', 'how many').default('50').env('MOORAGE_LIMIT'))
    .addHelpText('after', '\nExample:\n  $ moorage deployments releases hello --diff 1..3')
    .action((name: string, _options, command: Command) => releases(io, name, command));
  addWait(deployments.command('rollback <name> <release>'))
    .description('go back to a release: image, configuration and domains together')
    .addOption(reason())
    .addHelpText('after', '\nExample:\n  $ moorage deployments rollback hello 3 --reason "It was faster" --wait')
    .action((name: string, release: string, _options, command: Command) => rollback(io, { name, release }, command));
  deployments
    .command('events <name>')
    .description('what Kubernetes says happened, newest first')
    .addOption(new Option('--limit <number>', 'how many').default('50').env('MOORAGE_LIMIT'))
    .addHelpText('after', '\nExample:\n  $ moorage deployments events hello')
    .action((name: string, _options, command: Command) => events(io, name, command));
}

function addChangeCommands(deployments: Command, io: CliIo): void {
  addWait(deployments.command('deploy-image <name> <service=image>'))
    .description('run another image in one service')
    .addOption(reason())
    .addHelpText('after', '\nExample:\n  $ moorage deployments deploy-image shop web=nginx:1.29 --wait')
    .action((name: string, pair: string, _options, command: Command) => deployImage(io, { name, pair }, command));
  addWait(deployments.command('scale <name> <service=replicas>'))
    .description('run more or fewer copies of one service; 0 stops it')
    .addOption(reason())
    .addHelpText('after', '\nExample:\n  $ moorage deployments scale shop web=3 --wait')
    .action((name: string, pair: string, _options, command: Command) => scale(io, { name, pair }, command));
  deployments
    .command('plan <name>')
    .description('show what a change would do, and change nothing')
    .addOption(repeated('--env', 'KEY=VALUE', 'a parameter; may be repeated'))
    .addOption(repeated('--replicas', 'SERVICE=N', 'replicas of a service; may be repeated'))
    .addOption(repeated('--image', 'SERVICE=IMAGE', 'image of a service; may be repeated'))
    .addOption(repeated('--auto-update', 'SERVICE=RULE', 'new images it takes: digest, a range of versions, or off'))
    .addOption(
      new Option('--visibility <visibility>', 'who can reach it').choices(['public', 'internal']).env('MOORAGE_VISIBILITY'),
    )
    .addHelpText('after', '\nExample:\n  $ moorage deployments plan hello --env GREETING=Ahoy')
    .action((name: string, _options, command: Command) => plan(io, name, command));
}

/** Adds the verbs to `deployments`. */
export function addReleaseCommands(deployments: Command, io: CliIo): void {
  addHistoryCommands(deployments, io);
  addChangeCommands(deployments, io);
  deployments
    .command('exec <name> [command...]')
    .description('run a command in a container; a shell with a terminal when none is named')
    .addOption(new Option('--service <name>', 'the first service when absent').env('MOORAGE_SERVICE'))
    .addOption(new Option('--pod <name>', 'the oldest pod when absent').env('MOORAGE_POD'))
    .addOption(new Option('-t, --tty', 'with a terminal').env('MOORAGE_TTY'))
    .addHelpText('after', '\nExample:\n  $ moorage deployments exec hello -- node --version')
    .action((name: string, words: string[], _options, command: Command) => exec(io, { name, command: words }, command));
}

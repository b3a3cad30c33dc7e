/**
 * The command line: nouns and verbs as in the API, a table for people, JSON for machines, exit codes of the error catalogue.
 * The distribution adds its own commands (`serve`, `kubeconfig`) to the program that this returns.
 */
import { Argument, Command, CommanderError, Option } from 'commander';
import { addAccountCommands } from './commands/account.ts';
import { addAdminCommands } from './commands/admin/admin.ts';
import { addAuditCommands } from './commands/audit/audit.ts';
import { addClientCommands } from './commands/clients.ts';
import { addDeploymentCommands } from './commands/deployments/deployments.ts';
import { addDomainCommands } from './commands/domains.ts';
import { addImageCommands } from './commands/images.ts';
import { addKeyCommands } from './commands/keys.ts';
import { addMemberCommands } from './commands/members/members.ts';
import { addOrgCommands } from './commands/orgs/orgs.ts';
import { addSessionCommands } from './commands/sessions.ts';
import { addTeamCommands } from './commands/teams.ts';
import { addCredentialCommands } from './commands/credentials.ts';
import { addSshKeyCommands } from './commands/ssh-keys.ts';
import { addDnsCommands } from './commands/dns.ts';
import { addClusterCommands } from './commands/clusters/clusters.ts';
import { addLoadBalancerCommands } from './commands/load-balancers.ts';
import { addNodeMetadataCommands } from './commands/node-metadata.ts';
import { addPoolCommands } from './commands/pools.ts';
import { addServerCommands } from './commands/servers.ts';
import { addRoleCommands } from './commands/roles.ts';
import { addSecretCommands } from './commands/secrets.ts';
import { addGrantCommands } from './commands/grants.ts';
import { addTemplateCommands } from './commands/templates.ts';
import { completionScript, type Shell, shells } from './completion.ts';
import { CliFailure, notFoundExitCode, usageExitCode } from './failure.ts';
import type { CliIo } from './io.ts';
import { outputFormats } from './render/output.ts';

/** sysexits(3) EX_SOFTWARE: a bug of ours. */
const bugExitCode = 70;

/** The program with every command that needs only the API. */
export function createProgram(io: CliIo, version: string): Command {
  const program = new Command('moorage')
    .description('From bare servers to running apps, agent tasks and sandboxes on Kubernetes.')
    .version(version, '-V, --version', 'print the version')
    .addOption(new Option('--server <url>', 'the server to talk to (MOORAGE_SERVER)'))
    .addOption(new Option('--api-key <key>', 'the key to use (MOORAGE_API_KEY)'))
    .addOption(new Option('--context <name>', 'a context of the configuration file (MOORAGE_CONTEXT)'))
    .addOption(new Option('-o, --output <format>', 'how to print (MOORAGE_OUTPUT)').choices([...outputFormats]))
    .addOption(new Option('-q, --quiet', 'say nothing but the result and errors').env('MOORAGE_QUIET'))
    .showHelpAfterError('(add --help for what is possible)')
    .exitOverride()
    .configureOutput({ writeOut: (text) => io.out(text), writeErr: (text) => io.err(text) });
  program
    .command('version')
    .description('print the version')
    .addHelpText('after', '\nExample:\n  $ moorage version')
    .action(() => io.out(`${version}\n`));
  program
    .command('completion')
    .description('print a completion script for your shell')
    .addArgument(new Argument('<shell>', 'which shell').choices(shells))
    .addHelpText('after', '\nExample:\n  $ source <(moorage completion bash)')
    .action((shell: Shell) => io.out(completionScript(program, shell)));
  addAccountCommands(program, io);
  addOrgCommands(program, io);
  addTeamCommands(program, io);
  addMemberCommands(program, io);
  addKeyCommands(program, io);
  addSessionCommands(program, io);
  addTemplateCommands(program, io);
  addDeploymentCommands(program, io);
  addDomainCommands(program, io);
  addImageCommands(program, io);
  addRoleCommands(program, io);
  addSecretCommands(program, io);
  addGrantCommands(program, io);
  addCredentialCommands(program, io);
  addSshKeyCommands(program, io);
  addServerCommands(program, io);
  addPoolCommands(program, io);
  addClusterCommands(program, io);
  addNodeMetadataCommands(program, io);
  addLoadBalancerCommands(program, io);
  addDnsCommands(program, io);
  addAuditCommands(program, io);
  addClientCommands(program, io);
  addAdminCommands(program, io);
  return program;
}

/** The list of the noun that the command was about, such as `orgs list`. */
function listOf(program: Command, argv: readonly string[]): string | undefined {
  const [first = '', second = ''] = argv.filter((word) => !word.startsWith('-'));
  const named = (parent: Command | undefined, word: string): Command | undefined =>
    parent?.commands.find((command) => command.name() === word || command.aliases().includes(word));
  const noun = named(program, first);
  const path = [noun, named(noun, second)].filter((command) => command !== undefined);
  const end = path.findLastIndex((command) => named(command, 'list') !== undefined);
  return end === -1 ? undefined : ['moorage', ...path.slice(0, end + 1).map((command) => command.name()), 'list'].join(' ');
}

function nextStepOf(program: Command, io: CliIo, { exitCode, nextStep }: CliFailure): string | undefined {
  if (nextStep !== undefined || exitCode !== notFoundExitCode) return nextStep;
  const list = listOf(program, io.argv);
  return list === undefined ? undefined : `List what is there with \`${list}\`.`;
}

function report(io: CliIo, failure: CliFailure, nextStep: string | undefined): void {
  io.err(`Error: ${failure.message}\n`);
  for (const issue of failure.issues) io.err(`  - ${issue}\n`);
  if (nextStep !== undefined) io.err(`Next: ${nextStep}\n`);
  if (failure.requestId !== undefined) io.err(`Request: ${failure.requestId}\n`);
}

/** Runs one command line and gives its exit code; the edge where everything thrown is caught. */
export async function runProgram(program: Command, io: CliIo): Promise<number> {
  inheritSettings(program);
  try {
    await program.parseAsync([...io.argv], { from: 'user' });
    return 0;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : usageExitCode;
    if (error instanceof CliFailure) {
      report(io, error, nextStepOf(program, io, error));
      return error.exitCode;
    }
    io.err(`Error: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
    io.err('This is a bug. Please report it with the lines above.\n');
    return bugExitCode;
  }
}

/** Commander gives a subcommand its parent's settings only when made in a certain order; this makes it certain. */
function inheritSettings(parent: Command): void {
  for (const command of parent.commands) {
    command.copyInheritedSettings(parent);
    inheritSettings(command);
  }
}

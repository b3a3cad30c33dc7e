/** `deployments canary start|weight|promote|abort|status`. */
import { type Command, Option } from 'commander';
import { dataOf, usageFailure } from '../../failure.ts';
import type { CliIo } from '../../io.ts';
import { describeCanary } from '../../render/canary.ts';
import { renderOne } from '../../render/output.ts';
import { openSession, type CommandSession } from '../../session.ts';
import { addWait, parseDurationMs, parseServiceValue, parseWholeNumber, repeated } from './flags.ts';
import { finish, type WaitFlags } from './write.ts';

interface StartFlags {
  readonly weight: string;
  readonly step: readonly string[];
  readonly env: Record<string, string>;
  readonly reason?: string;
}

const minuteMs = 60_000;

/** `25@10m`: the share, and how long after the step before it. */
function parseStep(text: string): { weight: number; minutes: number } {
  const [, weight, after] = /^(\d{1,2})@(\d+(?:ms|s|m|h))$/.exec(text) ?? [];
  const minutes = after === undefined ? 0 : parseDurationMs(after) / minuteMs;
  if (weight === undefined || !Number.isInteger(minutes) || minutes < 1)
    throw usageFailure(`--step ${text} is not a share and whole minutes.`, 'For instance --step 25@10m --step 50@1h');
  return { weight: Number(weight), minutes };
}

function collect(text: string, previous: readonly string[]): string[] {
  return [...previous, text];
}

function show(io: CliIo, session: CommandSession, deployment: Parameters<typeof describeCanary>[0]): void {
  io.out(renderOne(deployment, { name: (row) => row.name, describe: describeCanary }, session.output));
}

/** Parameters that are not named stay as they are. */
async function envOf(
  session: CommandSession,
  name: string,
  env: Record<string, string>,
): Promise<{ envVars?: Record<string, string> }> {
  if (Object.keys(env).length === 0) return {};
  const before = dataOf(await session.client.deployments.getConfig({ query: { name } }));
  return { envVars: { ...before.envVars, ...env } };
}

async function start(io: CliIo, target: { name: string; pair: string }, command: Command): Promise<void> {
  const session = openSession(io, command);
  const flags = command.opts<StartFlags>();
  const isPair = target.pair.includes('=');
  const { service, value: image } = isPair
    ? parseServiceValue(target.pair, 'web=nginx:1.30')
    : { service: target.pair, value: undefined };
  const body = {
    name: target.name,
    service,
    weight: parseWholeNumber('--weight', flags.weight),
    steps: flags.step.map(parseStep),
    ...(image === undefined ? {} : { image }),
    ...(await envOf(session, target.name, flags.env)),
    ...(flags.reason === undefined ? {} : { reason: flags.reason }),
  };
  show(io, session, dataOf(await session.client.deployments.startCanary({ body })));
}

async function weigh(io: CliIo, target: { name: string; weight: string }, command: Command): Promise<void> {
  const session = openSession(io, command);
  const body = { name: target.name, weight: parseWholeNumber('weight', target.weight) };
  show(io, session, dataOf(await session.client.deployments.weighCanary({ body })));
}

async function promote(io: CliIo, name: string, command: Command): Promise<void> {
  const session = openSession(io, command);
  const flags = command.opts<WaitFlags & { readonly reason?: string }>();
  const body = { name, ...(flags.reason === undefined ? {} : { reason: flags.reason }) };
  await finish(session, dataOf(await session.client.deployments.promoteCanary({ body })), 'ready', flags);
}

async function abort(io: CliIo, name: string, command: Command): Promise<void> {
  const session = openSession(io, command);
  const { reason } = command.opts<{ readonly reason?: string }>();
  const body = { name, ...(reason === undefined ? {} : { reason }) };
  show(io, session, dataOf(await session.client.deployments.abortCanary({ body })));
}

async function status(io: CliIo, name: string, command: Command): Promise<void> {
  const session = openSession(io, command);
  show(io, session, dataOf(await session.client.deployments.status({ query: { name } })));
}

function reasonOption(): Option {
  return new Option('--reason <text>', 'kept with the release').env('MOORAGE_REASON');
}

function addEnds(canary: Command, io: CliIo): void {
  addWait(canary.command('promote <name>'))
    .description('let the service itself run the version of the canary, without losing a request')
    .addOption(reasonOption())
    .addHelpText('after', '\nExample:\n  $ moorage deployments canary promote shop --wait')
    .action((name: string, _options, command: Command) => promote(io, name, command));
  canary
    .command('abort <name>')
    .description('end the canary; everything goes on as before it')
    .addOption(reasonOption())
    .addHelpText('after', '\nExample:\n  $ moorage deployments canary abort shop --reason "Too slow"')
    .action((name: string, _options, command: Command) => abort(io, name, command));
  canary
    .command('status <name>')
    .description('show what runs beside the service, and the share that it gets')
    .addHelpText('after', '\nExample:\n  $ moorage deployments canary status shop')
    .action((name: string, _options, command: Command) => status(io, name, command));
}

/** Adds `canary` to `deployments`. */
export function addCanaryCommands(deployments: Command, io: CliIo): void {
  const canary = deployments.command('canary').description('another version of a service, with a share of its requests');
  canary
    .command('start <name> <service[=image]>')
    .description('run another version beside a service; the ingress class must be able to split requests')
    .addOption(new Option('--weight <percent>', 'of a hundred requests, those that it gets').default('10').env('MOORAGE_WEIGHT'))
    .addOption(
      new Option('--step <percent@duration>', 'a later share, and how long after the one before; may be repeated')
        .argParser(collect)
        .default([], 'none'),
    )
    .addOption(repeated('--env', 'KEY=VALUE', 'a parameter of the canary; may be repeated'))
    .addOption(reasonOption())
    .addHelpText('after', '\nExample:\n  $ moorage deployments canary start shop web=nginx:1.30 --weight 10 --step 50@15m')
    .action((name: string, pair: string, _options, command: Command) => start(io, { name, pair }, command));
  canary
    .command('weight <name> <percent>')
    .description('give the canary another share; later steps are dropped')
    .addHelpText('after', '\nExample:\n  $ moorage deployments canary weight shop 50')
    .action((name: string, weight: string, _options, command: Command) => weigh(io, { name, weight }, command));
  addEnds(canary, io);
}

/** `deployments list|get|logs|open`. */
import type { LogLine } from '@moorage/sdk/types';
import type { Command } from 'commander';
import { CliFailure, dataOf } from '../../failure.ts';
import type { CliIo } from '../../io.ts';
import { deploymentListView, describeDeployment } from '../../render/deployment.ts';
import { renderList, renderOne } from '../../render/output.ts';
import { openSession } from '../../session.ts';

/** `deployments list`. */
export async function list(io: CliIo, command: Command): Promise<void> {
  const session = openSession(io, command);
  const flags = command.opts<{ team?: string; shared?: boolean; search?: string }>();
  const query = {
    ...(flags.team === undefined ? {} : { team_id: flags.team }),
    ...(flags.shared === true ? { shared: true } : {}),
    ...(flags.search === undefined ? {} : { search: flags.search }),
  };
  const rows = dataOf(await session.client.deployments.list({ query }));
  io.out(renderList(rows, deploymentListView(io.now()), session.output));
}

/** `deployments get <name>`. */
export async function get(io: CliIo, name: string, command: Command): Promise<void> {
  const session = openSession(io, command);
  const deployment = dataOf(await session.client.deployments.status({ query: { name } }));
  io.out(renderOne(deployment, { name: (row) => row.name, describe: describeDeployment }, session.output));
}

interface LogFlags {
  readonly service?: string;
  readonly tail: string;
  readonly follow?: boolean;
  readonly previous?: boolean;
  readonly timestamps?: boolean;
}

function lineText(line: LogLine, flags: LogFlags): string {
  const time = flags.timestamps === true && line.at !== null ? `${line.at} ` : '';
  return `${time}${line.service} | ${line.line}\n`;
}

/** `deployments logs <name>`. */
export async function logs(io: CliIo, name: string, command: Command): Promise<void> {
  const session = openSession(io, command);
  const flags = command.opts<LogFlags>();
  const query = {
    name,
    tail: Number(flags.tail),
    follow: flags.follow === true,
    previous: flags.previous === true,
    ...(flags.service === undefined ? {} : { service: flags.service }),
  };
  const end = await session.client.deployments.logs(
    { query },
    {
      signal: io.signal,
      reconnect: flags.follow === true,
      onEvent: (event) => {
        if (event.event === 'line')
          io.out(session.output === 'json' ? `${JSON.stringify(event.data)}\n` : lineText(event.data, flags));
        if (event.event === 'notice') session.note(event.data.message);
      },
    },
  );
  if (end.kind === 'refused') dataOf(end.result);
}

/** `deployments open <name>`. */
export async function open(io: CliIo, name: string, command: Command): Promise<void> {
  const session = openSession(io, command);
  const { url, status } = dataOf(await session.client.deployments.status({ query: { name } }));
  if (url === null) {
    throw new CliFailure(`${name} has no address (it is ${status}).`, {
      exitCode: 66,
      nextStep: `Make it public with \`moorage deployments update ${name} --visibility public\`.`,
    });
  }
  io.out(`${url}\n`);
  if (io.isTty) io.openUrl(url);
}

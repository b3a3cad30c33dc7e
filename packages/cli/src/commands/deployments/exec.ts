/** `deployments exec`. */
import type { Command } from 'commander';
import { runInContainer } from '../../actions/run-in-container.ts';
import { CliFailure } from '../../failure.ts';
import type { CliIo } from '../../io.ts';
import { openSession } from '../../session.ts';

interface ExecFlags {
  readonly service?: string;
  readonly pod?: string;
  readonly tty?: boolean;
}

/** `deployments exec <name> [command...]`: ends with the exit code of the command. */
export async function exec(io: CliIo, target: { name: string; command: readonly string[] }, command: Command): Promise<void> {
  const session = openSession(io, command);
  const { tty, ...where } = command.opts<ExecFlags>();
  const isShell = target.command.length === 0 && io.isTty;
  const code = await runInContainer(session, { ...target, ...where, tty: tty === true || isShell });
  if (code !== 0) throw new CliFailure(`The command ended with exit code ${code}.`, { exitCode: code });
}

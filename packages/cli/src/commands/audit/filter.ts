/** Which events are meant: the same flags wherever events are read. */
import { type Command, Option } from 'commander';
import { usageFailure } from '../../failure.ts';

export interface FilterFlags {
  readonly event?: string;
  readonly actor?: string;
  readonly target?: string;
  readonly request?: string;
  readonly from?: string;
  readonly to?: string;
  readonly search?: string;
}

export interface AuditFilter {
  readonly event?: string;
  readonly actor?: string;
  readonly target?: string;
  readonly request_id?: string;
  readonly from?: string;
  readonly to?: string;
  readonly q?: string;
}

/** A time as it is typed, as the API takes it. */
export function momentOf(text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  const date = new Date(text);
  if (Number.isNaN(date.getTime()))
    throw usageFailure(`"${text}" is no time.`, 'For instance 2030-01-31 or 2030-01-31T12:00:00Z.');
  return date.toISOString();
}

/** The flags as the API calls them. */
export function filterOf(flags: FilterFlags): AuditFilter {
  const { event, actor, target, request, search } = flags;
  const [from, to] = [momentOf(flags.from), momentOf(flags.to)];
  return {
    ...(event === undefined ? {} : { event }),
    ...(actor === undefined ? {} : { actor }),
    ...(target === undefined ? {} : { target }),
    ...(request === undefined ? {} : { request_id: request }),
    ...(from === undefined ? {} : { from }),
    ...(to === undefined ? {} : { to }),
    ...(search === undefined ? {} : { q: search }),
  };
}

/** Adds the flags. */
export function filtered(command: Command): Command {
  return command
    .addOption(new Option('--event <name>', 'the event, or how its name begins, such as team.').env('MOORAGE_EVENT'))
    .addOption(new Option('--actor <who>', 'id or address of who acted').env('MOORAGE_ACTOR'))
    .addOption(new Option('--target <what>', 'id or name of what was acted on').env('MOORAGE_TARGET'))
    .addOption(new Option('--request <id>', 'the request that it happened in').env('MOORAGE_REQUEST'))
    .addOption(new Option('--from <time>', 'not before, such as 2030-01-31').env('MOORAGE_FROM'))
    .addOption(new Option('--to <time>', 'before this time').env('MOORAGE_TO'))
    .addOption(new Option('--search <text>', 'part of the name or id of what was acted on').env('MOORAGE_SEARCH'));
}

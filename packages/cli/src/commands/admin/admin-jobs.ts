/** `admin jobs list|show|retry|cancel|kinds|schedules`: the work of the platform. */
import type { AdminJob } from '@moorage/sdk/types';
import { type Command, Option } from 'commander';
import { askAsAdmin } from '../../actions/as-admin.ts';
import type { CliIo } from '../../io.ts';
import { describeJob, jobKindView, jobListView, scheduleView } from '../../render/admin.ts';
import { renderList, renderOne } from '../../render/output.ts';
import { type CommandSession, openSession } from '../../session.ts';
import { example, limitOf, limitOption } from '../options.ts';
import { findAnyOrg, optionFor } from './find-admin.ts';

const states = ['scheduled', 'queued', 'running', 'retrying', 'succeeded', 'failed', 'canceled'] as const;

interface ListFlags {
  readonly kind?: string;
  readonly state?: AdminJob['state'];
  readonly org?: string;
  readonly search?: string;
  readonly limit: string;
}

async function list(io: CliIo, command: Command): Promise<void> {
  const session = openSession(io, command);
  const { kind, state, org, search, limit } = command.opts<ListFlags>();
  const orgId = org === undefined ? undefined : (await findAnyOrg(session, org)).id;
  const query = {
    limit: limitOf(limit),
    ...(kind === undefined ? {} : { kind }),
    ...(state === undefined ? {} : { state }),
    ...(orgId === undefined ? {} : { org_id: orgId }),
    ...(search === undefined ? {} : { q: search }),
  };
  const jobs = await askAsAdmin(session, (api) => api.adminJobs.list({ query }));
  io.out(renderList(jobs, jobListView(io.now()), session.output));
}

function show(session: CommandSession, job: AdminJob): void {
  session.io.out(renderOne(job, { name: (row) => row.id, describe: describeJob }, session.output));
}

async function one(io: CliIo, verb: 'get' | 'retry' | 'cancel', id: string, command: Command): Promise<void> {
  const session = openSession(io, command);
  show(session, await askAsAdmin(session, (api) => api.adminJobs[verb]({ params: { id } })));
}

async function kinds(io: CliIo, command: Command): Promise<void> {
  const session = openSession(io, command);
  io.out(renderList(await askAsAdmin(session, (api) => api.adminJobs.kinds()), jobKindView, session.output));
}

async function schedules(io: CliIo, command: Command): Promise<void> {
  const session = openSession(io, command);
  io.out(renderList(await askAsAdmin(session, (api) => api.adminJobs.schedules()), scheduleView, session.output));
}

const id = '0190a1b2-0000-7000-8000-000000000000';

/** Adds `admin jobs`. */
export function addJobCommands(admin: Command, io: CliIo): void {
  const jobs = admin.command('jobs').alias('job').description('the work of the platform, dead letters included');
  example(
    jobs
      .command('list')
      .description('list jobs, newest first')
      .addOption(optionFor('--kind <kind>', 'only of this kind, such as deployment.rollout', 'MOORAGE_KIND'))
      .addOption(
        new Option('--state <state>', 'only in this state; failed are the dead letters').choices(states).env('MOORAGE_STATE'),
      )
      .addOption(optionFor('--org <org>', 'only of this organization: slug, name or id', 'MOORAGE_ORG'))
      .addOption(optionFor('--search <text>', 'part of the id, the kind, the payload or the error', 'MOORAGE_SEARCH'))
      .addOption(limitOption()),
    'admin jobs list --state failed',
  ).action((_options, command: Command) => list(io, command));
  const verbs = [
    ['show', 'get', 'print one job'],
    ['retry', 'retry', 'run a job again that failed or was canceled'],
    ['cancel', 'cancel', 'call off a job that waits or runs'],
  ] as const;
  for (const [verb, call, description] of verbs) {
    example(jobs.command(`${verb} <id>`).description(description), `admin jobs ${verb} ${id}`).action(
      (text: string, _options, command: Command) => one(io, call, text, command),
    );
  }
  example(jobs.command('kinds').description('how much of each kind of work there is'), 'admin jobs kinds').action(
    (_options, command: Command) => kinds(io, command),
  );
  example(jobs.command('schedules').description('what runs by the clock, and how it went'), 'admin jobs schedules').action(
    (_options, command: Command) => schedules(io, command),
  );
}

import type { Template, TemplateIssue } from '@moorage/sdk/types';
import type { Command } from 'commander';
import { stringify } from 'yaml';
import { CliFailure, dataOf, usageFailure } from '../failure.ts';
import type { CliIo } from '../io.ts';
import { renderOne } from '../render/output.ts';
import { type CommandSession, openSession } from '../session.ts';
import { readTemplate, readText } from './template-file.ts';

interface FileFlags {
  readonly file: string;
}

/** sysexits(3): the data is wrong. */
const dataExitCode = 65;

function show({ io, output }: CommandSession, template: Template, what: string): void {
  const describe = (row: Template): string => `${row.name} ${what} (version ${row.version}).`;
  io.out(renderOne(template, { name: (row) => row.name, describe }, output));
}

/** `templates create -f <file>`. */
export async function createTemplate(io: CliIo, command: Command): Promise<void> {
  const session = openSession(io, command);
  const body = readTemplate(io, command.opts<FileFlags>().file);
  show(session, dataOf(await session.client.templates.create({ body })), 'created');
}

/** `templates update -f <file>`: only on top of what is there now. */
export async function updateTemplate(io: CliIo, command: Command): Promise<void> {
  const session = openSession(io, command);
  const body = readTemplate(io, command.opts<FileFlags>().file);
  const params = { name: body.name };
  const before = dataOf(await session.client.templates.get({ params }));
  const after = dataOf(await session.client.templates.update({ params, body }, { ifMatch: before.version }));
  show(session, after, after.version === before.version ? 'is as it was' : 'updated');
}

/** `templates delete <name>`: asks a person, needs `--yes` from a program. */
export async function deleteTemplate(io: CliIo, name: string, command: Command): Promise<void> {
  const session = openSession(io, command);
  if (command.opts<{ yes?: boolean }>().yes !== true) {
    const answer = io.isTty ? await io.ask(`Delete the template ${name} with all its versions? Type its name: `) : undefined;
    if (answer?.trim() !== name) throw usageFailure('Nothing was deleted.', `Repeat with --yes, or type ${name} when asked.`);
  }
  dataOf(await session.client.templates.delete({ params: { name } }));
  session.note(`${name} deleted.`);
}

function lineOf(file: string, { path, message, line, column }: TemplateIssue): string {
  const place = line === undefined ? file : `${file}:${line}:${column ?? 1}`;
  return `${place} ${path}: ${message}`;
}

/** `templates validate -f <file>`: each problem on a line that editors understand, where the file is a spec. */
export async function validateTemplate(io: CliIo, command: Command): Promise<void> {
  const session = openSession(io, command);
  const { file, spec } = command.opts<FileFlags & { spec?: boolean }>();
  const template = spec === true ? undefined : readTemplate(io, file);
  const body = { spec: template?.spec ?? (template === undefined ? readText(io, file) : ''), envVars: template?.envVars ?? [] };
  const result = dataOf(await session.client.templates.validate({ body }));
  if (!result.valid) {
    // Positions are those of the spec, which in a template's file begins elsewhere.
    const place = template === undefined ? file : 'spec';
    const issues = result.issues.map((issue) => lineOf(place, issue));
    throw new CliFailure(`${file} is not valid.`, { exitCode: dataExitCode, issues });
  }
  const describe = (): string => `${file} is valid: ${(result.preview?.services ?? []).map((one) => one.name).join(', ')}.`;
  io.out(renderOne(result, { name: () => file, describe }, session.output));
}

/** `templates import-compose -f <file>`: the draft goes to the output, what could not be taken over to the notes. */
export async function importCompose(io: CliIo, command: Command): Promise<void> {
  const session = openSession(io, command);
  const { file, name } = command.opts<FileFlags & { name?: string }>();
  const compose = readText(io, file);
  const draft = dataOf(
    await session.client.templates.importCompose({ body: name === undefined ? { compose } : { compose, name } }),
  );
  for (const warning of draft.warnings) io.err(`${lineOf(file, warning)}\n`);
  for (const issue of draft.issues) io.err(`must be changed: ${lineOf('draft', issue)}\n`);
  const describe = (): string => stringify(draft.template, { lineWidth: 0 }).trimEnd();
  io.out(renderOne(draft.template, { name: (row) => row.name, describe }, session.output));
}

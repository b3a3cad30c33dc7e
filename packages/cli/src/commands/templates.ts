/** `templates list|get`. */
import type { Template } from '@moorage/sdk/types';
import type { Command } from 'commander';
import { dataOf } from '../failure.ts';
import type { CliIo } from '../io.ts';
import { renderList, renderOne } from '../render/output.ts';
import { renderTable } from '../render/table.ts';
import { openSession } from '../session.ts';

const columns = [
  { title: 'name', value: (row: Template) => row.name },
  { title: 'title', value: (row: Template) => row.displayName },
  { title: 'category', value: (row: Template) => row.category },
  { title: 'services', value: (row: Template) => row.services.join(', ') },
  { title: 'from', value: (row: Template) => (row.isSystem ? 'system' : row.visibility) },
];

async function list(io: CliIo, command: Command): Promise<void> {
  const session = openSession(io, command);
  const rows = dataOf(await session.client.templates.list());
  io.out(renderList(rows, { name: (row) => row.name, empty: 'No templates.', columns }, session.output));
}

function describe(template: Template): string {
  const parameters = renderTable(template.envVars, [
    { title: 'parameter', value: (row) => row.name },
    { title: 'type', value: (row) => row.type },
    { title: 'default', value: (row) => (row.secret ? '***' : (row.default ?? (row.required ? '(required)' : ''))) },
    { title: 'what it is', value: (row) => (row.description === '' ? row.label : row.description) },
  ]);
  return `${template.displayName} (${template.name})\n${template.description}\n\n${parameters}\n\n${template.spec.trimEnd()}`;
}

async function get(io: CliIo, name: string, command: Command): Promise<void> {
  const session = openSession(io, command);
  const template = dataOf(await session.client.templates.get({ params: { name } }));
  io.out(renderOne(template, { name: (row) => row.name, describe }, session.output));
}

/** Adds `templates`. */
export function addTemplateCommands(program: Command, io: CliIo): void {
  const templates = program.command('templates').alias('template').description('what can be deployed');
  templates
    .command('list')
    .description('list the templates that you can use')
    .addHelpText('after', '\nExample:\n  $ moorage templates list --output name')
    .action((_options, command: Command) => list(io, command));
  templates
    .command('get <name>')
    .description('show one template with its parameters')
    .addHelpText('after', '\nExample:\n  $ moorage templates get hello')
    .action((name: string, _options, command: Command) => get(io, name, command));
}

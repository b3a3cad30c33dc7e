/** The `templates` noun; what its writing verbs do is in actions/template-write.ts. */
import type { Template } from '@moorage/sdk/types';
import { type Command, Option } from 'commander';
import { createTemplate, deleteTemplate, importCompose, updateTemplate, validateTemplate } from '../actions/template-write.ts';
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

function withFile(command: Command, what: string): Command {
  return command.addOption(new Option('-f, --file <path>', what).env('MOORAGE_FILE').makeOptionMandatory());
}

function addWriteCommands(templates: Command, io: CliIo): void {
  withFile(templates.command('create'), 'a template as YAML or JSON')
    .description('create a template from a file')
    .addHelpText('after', '\nExample:\n  $ moorage templates create -f shop.yaml')
    .action((_options, command: Command) => createTemplate(io, command));
  withFile(templates.command('update'), 'the whole template as YAML or JSON')
    .description('replace a template by what a file says; every version is kept')
    .addHelpText('after', '\nExample:\n  $ moorage templates update -f shop.yaml')
    .action((_options, command: Command) => updateTemplate(io, command));
  templates
    .command('delete <name>')
    .description('delete a template; deployments made from it stay')
    .addOption(new Option('-y, --yes', 'do not ask').env('MOORAGE_YES'))
    .addHelpText('after', '\nExample:\n  $ moorage templates delete shop --yes')
    .action((name: string, _options, command: Command) => deleteTemplate(io, name, command));
  withFile(templates.command('validate'), 'a template, or with --spec its spec alone')
    .description('check a template without saving it')
    .addOption(new Option('--spec', 'the file holds services and ingresses').env('MOORAGE_SPEC'))
    .addHelpText('after', '\nExample:\n  $ moorage templates validate -f spec.yaml --spec')
    .action((_options, command: Command) => validateTemplate(io, command));
  withFile(templates.command('import-compose'), 'a Docker Compose file')
    .description('make a draft of a template from a Docker Compose file; nothing is saved')
    .addOption(new Option('--name <name>', 'of the template').env('MOORAGE_NAME'))
    .addHelpText('after', '\nExample:\n  $ moorage templates import-compose -f compose.yaml > shop.yaml')
    .action((_options, command: Command) => importCompose(io, command));
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
  addWriteCommands(templates, io);
}

/** Writes the reference pages that follow from tables in the code: configuration, errors, permissions. */
import { configReference } from '@moorage/core/config-reader';
import { errorCatalogue } from '@moorage/core/errors';
import { variables } from '../src/config/env.ts';
import { accessPolicy } from '../src/domains/orgs/access.rules.ts';
import type { Policy } from '../src/platform/authz/engine.ts';
import { finish, writeGenerated } from './generated-file.ts';

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

function errorsPage(): string {
  const rows = Object.entries(errorCatalogue).map(([code, kind]) => [
    `\`${code}\``,
    String(kind.status),
    String(kind.exitCode),
    kind.retryable ? 'yes' : 'no',
    kind.meaning,
  ]);
  return `# Errors

Every error has one of these codes. Branch on the code, never on the message. \`/api\` answers
\`{ "error": message, "code", "requestId", "details"? }\`, \`/api/v1\` answers \`{ "code", "message" }\`; the command line ends
with the exit code.

${table(['Code', 'Status', 'Exit code', 'Worth repeating unchanged', 'Meaning'], rows)}
`;
}

type Grant = Policy['actions'][string]['allow'][number];

function grantText(grant: Grant): string {
  return typeof grant === 'string' ? `\`${grant}\`` : `\`${grant.to}\` (${grant.visibility.join(', ')})`;
}

function permissionsPage(policy: Policy): string {
  const actions = Object.entries(policy.actions).map(([action, rule]) => [
    `\`${action}\``,
    rule.doc ?? '',
    rule.allow.map(grantText).join(', '),
  ]);
  const sees = Object.entries(policy.sees).map(([type, grants]) => [`\`${type}\``, grants.map(grantText).join(', ')]);
  return `# Permissions

Who may do what. \`org:\` and \`team:\` are roles where the resource belongs, \`platform:\` is a role over the whole installation,
\`*\` is any role there, \`owner\` is who made it. A visibility in parentheses limits a grant to resources of that visibility.

${table(['Action', 'Meaning', 'Allowed for'], actions)}

What somebody may not see does not exist for him: the answer is 404, not 403.

${table(['Resource', 'Seen by'], sees)}
`;
}

const intro = 'Everything is set by environment variables, read once at the start. Every problem is reported at once.';

finish([
  writeGenerated(
    'docs/reference/configuration.md',
    configReference('Configuration', variables).replace('\n\n', `\n\n${intro}\n\n`),
  ),
  writeGenerated('docs/reference/errors.md', errorsPage()),
  writeGenerated('docs/reference/permissions.md', permissionsPage(accessPolicy)),
]);

/** Which template a name means, and what belongs together in a new one. */
import { type Blueprint, type Issue, parseBlueprint } from './blueprint.rules.ts';
import { isImageReference } from './image.rules.ts';
import { checkDefinitions, type ParameterDefinition } from './parameter.rules.ts';
import { placeholdersOf } from './placement.rules.ts';

interface Placed {
  readonly id: string;
  readonly is_system: boolean;
  readonly org_id: string | null;
  readonly visibility: string;
}

/** Among visible templates of one name: the system's, one's own organization's, what is shared with one, what others made public. */
export function chooseTemplate<T extends Placed>(
  candidates: readonly T[],
  orgIds: readonly string[],
  shared: readonly string[],
): T | undefined {
  const rank = (one: T): number => {
    if (one.is_system) return 0;
    if (one.org_id !== null && orgIds.includes(one.org_id)) return 1;
    return shared.includes(one.id) ? 2 : 3;
  };
  return candidates.toSorted((left, right) => rank(left) - rank(right))[0];
}

export type SpecResult =
  | { readonly kind: 'ok'; readonly blueprint: Blueprint }
  | { readonly kind: 'invalid'; readonly issues: readonly Issue[] };

function* imageIssues(blueprint: Blueprint): Generator<Issue> {
  for (const [index, one] of blueprint.services.entries()) {
    const isOpen = one.image.includes('{{');
    if (!isOpen && !isImageReference(one.image)) {
      yield { path: `services[${index}].image`, message: 'is not an image reference such as nginx:1.29' };
    }
  }
}

function* bindingIssues(blueprint: Blueprint, definitions: readonly ParameterDefinition[]): Generator<Issue> {
  const names = new Set(definitions.map((definition) => definition.name));
  const secrets = new Set(definitions.filter((definition) => definition.secret).map((definition) => definition.name));
  for (const name of placeholdersOf(blueprint)) {
    if (!names.has(name)) yield { path: 'services', message: `{{${name}}} is not a parameter of this template` };
    // An image, a port or a size is shown to everybody who sees the deployment.
    if (secrets.has(name)) yield { path: 'services', message: `{{${name}}} is secret; secrets reach services as variables only` };
  }
  for (const [index, one] of blueprint.services.entries()) {
    for (const entry of one.env ?? []) {
      if (names.has(entry.name)) yield { path: `services[${index}].env`, message: `${entry.name} is a parameter already` };
    }
  }
}

/** Checks a spec (already parsed from YAML) together with the parameters that it uses. */
export function checkSpec(value: unknown, definitions: readonly ParameterDefinition[]): SpecResult {
  const definitionIssues = checkDefinitions(definitions);
  const parsed = parseBlueprint(value);
  if (parsed.kind === 'invalid') {
    return { kind: 'invalid', issues: [...definitionIssues, ...parsed.issues.map(inSpec)] };
  }
  const specIssues = [...imageIssues(parsed.blueprint), ...bindingIssues(parsed.blueprint, definitions)].map(inSpec);
  const issues = [...definitionIssues, ...specIssues];
  return issues.length > 0 ? { kind: 'invalid', issues } : { kind: 'ok', blueprint: parsed.blueprint };
}

function inSpec(issue: Issue): Issue {
  return { path: issue.path === '' ? 'spec' : `spec.${issue.path}`, message: issue.message };
}

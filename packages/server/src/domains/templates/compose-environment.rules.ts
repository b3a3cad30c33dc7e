/**
 * Which variables of a Compose file become parameters.
 *
 * A parameter reaches every service, a variable of a service only that one. So a variable becomes a parameter where somebody has
 * to choose it: it has no value, its value refers to the environment, it looks secret, or there is only one service anyway. One
 * that has different values in different services stays where it is, and so does one that names another service: that becomes a
 * reference to the host name which the platform gives to the other.
 */
import { interpolate, type Reference } from './compose-value.rules.ts';
import { isReservedParameter, type ParameterDefinition } from './parameter.rules.ts';

export type Warn = (path: string, message: string) => void;

/** One variable of one service; no value where the file passes the one of its host on. */
export interface Variable {
  readonly service: string;
  readonly name: string;
  readonly value: string | undefined;
  readonly path: string;
}

export interface Sibling {
  /** Name in the file. */
  readonly name: string;
  /** Name of the variable that holds its host; undefined where it has no ports and is not reached. */
  readonly hostVariable: string | undefined;
}

export interface Environment {
  readonly definitions: readonly ParameterDefinition[];
  /** What stays with a service. */
  envOf(service: string): { name: string; value: string }[];
}

const secretName =
  /(?:^|_)(?:PASS|PASSWORD|PASSWD|SECRET|TOKEN|CREDENTIALS?)(?:_|$)|(?:API|PRIVATE|ACCESS|SECRET|ENCRYPTION)_?KEY(?:_|$)/i;

function escapeRegExp(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\-]/g, String.raw`\$&`);
}

/** `db`, `db:5432`, `…//db/…`, `…@db:5432`. */
function hostPattern(name: string): RegExp {
  return new RegExp(String.raw`(^|//|@)${escapeRegExp(name)}(?=:\d+(?:[/?,]|$)|[/?]|$)`, 'g');
}

function mentions(value: string | undefined, siblings: readonly Sibling[]): Sibling[] {
  return value === undefined ? [] : siblings.filter((one) => hostPattern(one.name).test(value));
}

/** Kubernetes reads `$(NAME)` and `$$` as references; what the file says is meant as it is. */
export function asLiteral(value: string): string {
  return /\$[$(]/.test(value) ? value.replaceAll('$', '$$$$') : value;
}

export function baseDefinition(name: string): ParameterDefinition {
  return { name, label: '', description: '', type: 'string', required: false, secret: false };
}

function withoutFallback(references: readonly Reference[]): string[] {
  return [...new Set(references.filter((one) => one.fallback === undefined).map((one) => one.name))];
}

function definitionOf(variable: Variable, warn: Warn): ParameterDefinition {
  const { name, value, path } = variable;
  const secret = secretName.test(name);
  const { text, references } = interpolate(value ?? '');
  const open = withoutFallback(references);
  const isWholeReference = references.length === 1 && open.length === 1 && text === '';
  for (const one of references.filter((each) => each.alternative))
    warn(path, `\${${one.name}:+…} has no counterpart; it was taken as empty`);
  if (secret) {
    if (text !== '') warn(path, 'looks secret: it became a secret parameter, and secrets have no default');
    return { ...baseDefinition(name), secret, required: true };
  }
  if (value === undefined || isWholeReference) {
    return { ...baseDefinition(name), required: references.some((one) => one.required) };
  }
  if (open.length > 0) warn(path, `${open.join(', ')} without a default became empty in the default of the parameter`);
  return { ...baseDefinition(name), type: /[\r\n]/.test(text) ? 'text' : 'string', default: text };
}

function stayingValue(variable: Variable, siblings: readonly Sibling[], warn: Warn): string {
  const { text, references } = interpolate(variable.value ?? '');
  const names = [...new Set(references.map((one) => one.name))];
  if (names.length > 0)
    warn(variable.path, `${names.join(', ')} cannot be chosen here: the value of the file or nothing was taken`);
  return mentions(text, siblings).reduce((value, sibling) => {
    if (sibling.hostVariable === undefined) {
      warn(variable.path, `names ${sibling.name}, which has no ports here and so no address`);
      return value;
    }
    return value.replaceAll(hostPattern(sibling.name), (_whole, before: string) => `${before}$(${sibling.hostVariable})`);
  }, asLiteral(text));
}

/** Names of the file's variables that ended up in more than one parameter. */
function warnOfTwins(chosen: readonly Variable[], warn: Warn): void {
  const users = new Map<string, Set<string>>();
  for (const { name, value } of chosen) {
    for (const one of interpolate(value ?? '').references) users.set(one.name, (users.get(one.name) ?? new Set()).add(name));
  }
  for (const [name, parameters] of users) {
    if (parameters.size > 1)
      warn('', `\${${name}} became the parameters ${[...parameters].join(' and ')}: give them the same value`);
  }
}

/** Decides for all variables of all services at once. */
export function planEnvironment(all: readonly Variable[], services: readonly Sibling[], warn: Warn): Environment {
  const variables = all.filter((one) => {
    const isName = /^[A-Za-z_][A-Za-z0-9_]{0,99}$/.test(one.name);
    if (!isName) warn(one.path, 'is not a name that a variable can have here; it was left out');
    return isName;
  });
  const siblingsOf = (service: string): Sibling[] => services.filter((one) => one.name !== service);
  const byName = Map.groupBy(variables, (one) => one.name);
  const isParameter = (group: readonly Variable[]): boolean => {
    const [first] = group;
    if (first === undefined || isReservedParameter(first.name)) return false;
    if (group.some((one) => one.value !== first.value || mentions(one.value, siblingsOf(one.service)).length > 0)) return false;
    const { value, name } = first;
    const isOpen = value === undefined || interpolate(value).references.length > 0;
    return services.length === 1 || isOpen || secretName.test(name);
  };
  const groups = [...byName.values()].filter(isParameter);
  const chosen = groups.flatMap((group) => group.slice(0, 1));
  for (const group of groups) {
    const [first] = group;
    const isShared = group.length === services.length;
    if (first !== undefined && !isShared) warn(first.path, 'became a parameter, which every service gets');
  }
  const names = new Set(chosen.map((one) => one.name));
  warnOfTwins(chosen, warn);
  const definitions = chosen.map((one) => definitionOf(one, warn));
  return {
    definitions,
    envOf: (service) =>
      variables
        .filter((one) => one.service === service && !names.has(one.name))
        .flatMap((one) => {
          if (one.value !== undefined) return [{ name: one.name, value: stayingValue(one, siblingsOf(service), warn) }];
          warn(one.path, 'has no value and cannot be a parameter; it was left out');
          return [];
        }),
  };
}

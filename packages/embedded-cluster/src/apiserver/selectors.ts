/** Label and field selectors: text or object in, predicate out. */
import { isObject, objectsAt, stringAt, stringsAt } from './json.ts';
import { refuse } from './refusal.ts';

export type Labels = Readonly<Record<string, string>>;
export type Predicate = (labels: Labels) => boolean;

type Operator = 'in' | 'notin' | 'exists' | 'absent' | 'gt' | 'lt';

interface Requirement {
  readonly key: string;
  readonly operator: Operator;
  readonly values: readonly string[];
}

const everything: Predicate = () => true;

function matches(requirement: Requirement, labels: Labels): boolean {
  const value = labels[requirement.key];
  switch (requirement.operator) {
    case 'in':
      return value !== undefined && requirement.values.includes(value);
    case 'notin':
      return value === undefined || !requirement.values.includes(value);
    case 'exists':
      return value !== undefined;
    case 'absent':
      return value === undefined;
    case 'gt':
      return value !== undefined && Number(value) > Number(requirement.values[0]);
    case 'lt':
      return value !== undefined && Number(value) < Number(requirement.values[0]);
  }
}

/** Splits at commas outside parentheses. */
function splitTerms(text: string): string[] {
  const terms: string[] = [];
  let depth = 0;
  let start = 0;
  for (let index = 0; index < text.length; index += 1) {
    const char = text[index];
    if (char === '(') depth += 1;
    if (char === ')') depth -= 1;
    if (char === ',' && depth === 0) {
      terms.push(text.slice(start, index));
      start = index + 1;
    }
  }
  terms.push(text.slice(start));
  return terms.map((term) => term.trim()).filter((term) => term !== '');
}

const keyText = String.raw`([A-Za-z0-9][-A-Za-z0-9_./]*)`;
const setTerm = new RegExp(String.raw`^${keyText}\s+(in|notin)\s*\(([^()]*)\)$`);
const equalityTerm = new RegExp(String.raw`^${keyText}\s*(==|=|!=|>|<)\s*([-A-Za-z0-9_.]*)$`);
const existsTerm = new RegExp(String.raw`^(!?)\s*${keyText}$`);
const equalityOperators: Record<string, Operator> = { '=': 'in', '==': 'in', '!=': 'notin', '>': 'gt', '<': 'lt' };

function parseTerm(term: string): Requirement {
  const set = setTerm.exec(term);
  if (set !== null) {
    const values = (set[3] ?? '').split(',').map((value) => value.trim());
    return { key: set[1] ?? '', operator: set[2] === 'in' ? 'in' : 'notin', values };
  }
  const equality = equalityTerm.exec(term);
  if (equality !== null) {
    return { key: equality[1] ?? '', operator: equalityOperators[equality[2] ?? '='] ?? 'in', values: [equality[3] ?? ''] };
  }
  const exists = existsTerm.exec(term);
  if (exists !== null) return { key: exists[2] ?? '', operator: exists[1] === '!' ? 'absent' : 'exists', values: [] };
  throw refuse('BadRequest', `unable to parse requirement: ${JSON.stringify(term)} is not a label selector term`);
}

/** The predicate of `a=b,c!=d,e in (f,g),!h`; everything matches an empty text. */
export function parseLabelSelector(text: string | undefined): Predicate {
  if (text === undefined || text.trim() === '') return everything;
  const requirements = splitTerms(text).map(parseTerm);
  return (labels) => requirements.every((requirement) => matches(requirement, labels));
}

export interface FieldTerm {
  readonly path: string;
  readonly value: string;
  readonly negated: boolean;
}

/** The terms of `metadata.name=x,status.phase!=Running`. */
export function parseFieldSelector(text: string | undefined): FieldTerm[] {
  if (text === undefined || text.trim() === '') return [];
  return text.split(',').map((term) => {
    const match = /^\s*([^=!\s]+)\s*(==|=|!=)\s*(.*?)\s*$/.exec(term);
    if (match === null) throw refuse('BadRequest', `invalid field selector: ${JSON.stringify(term)}`);
    return { path: match[1] ?? '', value: (match[3] ?? '').replaceAll(/\\(.)/g, '$1'), negated: match[2] === '!=' };
  });
}

const objectOperators: Record<string, Operator> = { In: 'in', NotIn: 'notin', Exists: 'exists', DoesNotExist: 'absent' };

/** The text of a `LabelSelector` object (`matchLabels`, `matchExpressions`), as `kubectl -l` would take it. */
export function labelSelectorText(selector: unknown): string {
  if (!isObject(selector)) return '';
  const labels = isObject(selector['matchLabels']) ? selector['matchLabels'] : {};
  const equalities = Object.keys(labels)
    .sort()
    .map((key) => `${key}=${String(labels[key])}`);
  const expressions = objectsAt(selector, 'matchExpressions').map((item) => {
    const key = stringAt(item, 'key') ?? '';
    const operator = objectOperators[stringAt(item, 'operator') ?? ''] ?? 'exists';
    if (operator === 'exists') return key;
    if (operator === 'absent') return `!${key}`;
    return `${key} ${operator} (${stringsAt(item, 'values').toSorted().join(',')})`;
  });
  return [...equalities, ...expressions].join(',');
}

/** The predicate of a `LabelSelector` object; `undefined` matches nothing and an empty one everything, as Kubernetes defines it. */
export function labelSelectorOf(selector: unknown): Predicate {
  if (!isObject(selector)) return () => false;
  return parseLabelSelector(labelSelectorText(selector));
}

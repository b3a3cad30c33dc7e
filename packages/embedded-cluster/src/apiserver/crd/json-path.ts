/** The subset of JSONPath that printer columns use: fields, indexes, `[*]` and filters such as `[?(@.type=="Ready")]`. */
import { isObject } from '../json.ts';

type Step =
  | { readonly kind: 'field'; readonly name: string }
  | { readonly kind: 'index'; readonly index: number }
  | { readonly kind: 'all' }
  | { readonly kind: 'filter'; readonly path: readonly string[]; readonly value: string; readonly negated: boolean };

const token =
  /\.((?:[\w-]|\\.)+)|\[(-?\d+)\]|\[(\*)\]|\.(\*)|\['((?:[^'\\]|\\.)*)'\]|\["((?:[^"\\]|\\.)*)"\]|\[\?\(@((?:\.[\w-]+)+)\s*(==|!=)\s*(?:"([^"]*)"|'([^']*)'|(\w+))\)\]/gy;

function toStep(match: RegExpMatchArray): Step {
  const [, field, index, star, dotStar, single, double, filterPath, operator, text1, text2, text3] = match;
  if (index !== undefined) return { kind: 'index', index: Number(index) };
  if (star !== undefined || dotStar !== undefined) return { kind: 'all' };
  if (filterPath !== undefined) {
    return {
      kind: 'filter',
      path: filterPath.slice(1).split('.'),
      value: text1 ?? text2 ?? text3 ?? '',
      negated: operator === '!=',
    };
  }
  return { kind: 'field', name: (field ?? single ?? double ?? '').replaceAll(/\\(.)/g, '$1') };
}

/** The steps of a path, or undefined when it is not in the subset. */
export function parseJsonPath(text: string): readonly Step[] | undefined {
  const source = text
    .trim()
    .replace(/^\{(.*)\}$/, '$1')
    .replace(/^\$/, '');
  const steps: Step[] = [];
  token.lastIndex = 0;
  let end = 0;
  for (let match = token.exec(source); match !== null; match = token.exec(source)) {
    steps.push(toStep(match));
    end = token.lastIndex;
  }
  return end === source.length && steps.length > 0 ? steps : undefined;
}

function walk(values: readonly unknown[], step: Step): unknown[] {
  return values.flatMap((value) => {
    if (step.kind === 'field') return isObject(value) && value[step.name] !== undefined ? [value[step.name]] : [];
    if (step.kind === 'all') return Array.isArray(value) ? value : isObject(value) ? Object.values(value) : [];
    if (!Array.isArray(value)) return [];
    if (step.kind === 'index') return value.at(step.index) === undefined ? [] : [value.at(step.index)];
    return value.filter((item: unknown) => {
      const found = step.path.reduce<unknown>((current, name) => (isObject(current) ? current[name] : undefined), item);
      return (String(found) === step.value) !== step.negated;
    });
  });
}

/** Every value at the path. */
export function evaluateJsonPath(steps: readonly Step[], root: unknown): unknown[] {
  return steps.reduce<unknown[]>((values, step) => walk(values, step), [root]);
}

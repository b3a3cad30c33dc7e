/**
 * What a YAML text may cost.
 *
 * The parser recurses with the nesting of the text, compares each key of a mapping with all others and words each of its complaints
 * with an excerpt: 200 kB from a tenant could hold the process for half a minute, or end it, for V8 does not survive the end of its
 * stack at every place. So the text is cut into tokens first, which costs little and does not recurse, and what is nested too
 * deeply or is too much is refused before anything looks at its structure. Equal keys are found here, too, in one pass.
 */
import { type Document, isScalar, Lexer, visit } from 'yaml';

const deepestFlow = 50;
/** `- - - x`: each adds a level without a line of its own. */
const mostIndicatorsPerLine = 8;
const mostTokens = 20_000;

const tooDeep = 'is nested too deeply';

/** Why the text is not to be parsed, or undefined. */
export function yamlExcess(text: string): string | undefined {
  let depth = 0;
  let indicators = 0;
  let tokens = 0;
  for (const token of new Lexer().lex(text)) {
    tokens += 1;
    if (tokens > mostTokens) return 'is too long';
    if (token === '[' || token === '{') depth += 1;
    else if (token === ']' || token === '}') depth = Math.max(0, depth - 1);
    else if (token === '-' || token === '?') indicators += 1;
    else if (token === '\n' || token === '\r\n') indicators = 0;
    if (depth > deepestFlow || indicators > mostIndicatorsPerLine) return tooDeep;
  }
  return undefined;
}

export interface RepeatedKey {
  readonly key: string;
  /** Where in the text it is for the second time. */
  readonly offset: number;
}

/** Keys that stand twice in one mapping; the second would silently win. */
export function repeatedKeys(document: Document.Parsed): RepeatedKey[] {
  const repeated: RepeatedKey[] = [];
  visit(document, {
    Map(_key, map) {
      const seen = new Set<unknown>();
      for (const { key } of map.items) {
        if (!isScalar(key)) continue;
        if (seen.has(key.value)) repeated.push({ key: String(key.value), offset: key.range?.[0] ?? 0 });
        seen.add(key.value);
      }
    },
  });
  return repeated;
}

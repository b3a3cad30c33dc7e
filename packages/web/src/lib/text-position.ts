/** Places in a text, as the server names them: line and column, both from 1. */

interface TextSpan {
  readonly from: number;
  readonly to: number;
}

/** The word at a place, or the whole line where there is none; clamped to the text. */
export function spanAt(text: string, line: number, column = 1): TextSpan {
  const lines = text.split('\n');
  const index = Math.min(Math.max(1, line), lines.length) - 1;
  const start = lines.slice(0, index).reduce((sum, each) => sum + each.length + 1, 0);
  const content = lines[index] ?? '';
  const at = Math.min(Math.max(1, column) - 1, content.length);
  const word = /^\S+/.exec(content.slice(at))?.[0];
  if (word !== undefined) return { from: start + at, to: start + at + word.length };
  const indent = content.length - content.trimStart().length;
  return { from: start + (content.trim() === '' ? 0 : indent), to: start + content.length };
}

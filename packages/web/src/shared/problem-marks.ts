/**
 * Wavy lines under what is wrong in an editor.
 *
 * They are ranges that the browser paints (the CSS Custom Highlight API), so the text of the editor is not touched. A browser
 * that lacks it shows none; the list of problems beside the editor tells the same in words.
 */
import type { EditorView } from 'codemirror';
import { spanAt } from '../lib/text-position.ts';

const name = 'yaml-problem';

interface Place {
  readonly line?: number;
  readonly column?: number;
}

function rangeOf(view: EditorView, from: number, to: number): Range | undefined {
  const { from: first, to: last } = view.viewport;
  if (from < first || to > last || from === to) return undefined;
  const start = view.domAtPos(from);
  const end = view.domAtPos(to);
  const range = document.createRange();
  range.setStart(start.node, start.offset);
  range.setEnd(end.node, end.offset);
  return range;
}

export function markProblems(view: EditorView, problems: readonly Place[]): void {
  if (typeof CSS === 'undefined' || !('highlights' in CSS)) return;
  const text = view.state.doc.toString();
  const ranges = problems.flatMap(({ line, column }) => {
    if (line === undefined) return [];
    const { from, to } = spanAt(text, line, column);
    return rangeOf(view, from, to) ?? [];
  });
  if (ranges.length === 0) CSS.highlights.delete(name);
  else CSS.highlights.set(name, new Highlight(...ranges));
}

/** What changed between two texts, line by line. */

interface DiffLine {
  readonly kind: 'same' | 'removed' | 'added';
  readonly text: string;
}

/** Above this the middle is shown as replaced as a whole: the table of the comparison would be too large. */
const mostCells = 4_000_000;

/** Lengths of the longest common subsequences of all suffixes, row by row. */
function suffixLengths(left: readonly string[], right: readonly string[]): Uint16Array[] {
  const rows = Array.from({ length: left.length + 1 }, () => new Uint16Array(right.length + 1));
  for (let row = left.length - 1; row >= 0; row -= 1) {
    for (let column = right.length - 1; column >= 0; column -= 1) {
      const below = rows[row + 1];
      const here = rows[row];
      if (here === undefined || below === undefined) continue;
      here[column] =
        left[row] === right[column] ? (below[column + 1] ?? 0) + 1 : Math.max(below[column] ?? 0, here[column + 1] ?? 0);
    }
  }
  return rows;
}

function diffMiddle(left: readonly string[], right: readonly string[]): DiffLine[] {
  const removedAll = left.map((text): DiffLine => ({ kind: 'removed', text }));
  const addedAll = right.map((text): DiffLine => ({ kind: 'added', text }));
  if (left.length * right.length > mostCells) return [...removedAll, ...addedAll];
  const lengths = suffixLengths(left, right);
  const lines: DiffLine[] = [];
  let row = 0;
  let column = 0;
  while (row < left.length && column < right.length) {
    const text = left[row] ?? '';
    if (text === right[column]) {
      lines.push({ kind: 'same', text });
      row += 1;
      column += 1;
    } else if ((lengths[row + 1]?.[column] ?? 0) >= (lengths[row]?.[column + 1] ?? 0)) {
      lines.push({ kind: 'removed', text });
      row += 1;
    } else {
      lines.push({ kind: 'added', text: right[column] ?? '' });
      column += 1;
    }
  }
  return [...lines, ...removedAll.slice(row), ...addedAll.slice(column)];
}

function splitLines(text: string): string[] {
  return text === '' ? [] : text.replace(/\n$/, '').split('\n');
}

export function diffLines(from: string, to: string): DiffLine[] {
  const left = splitLines(from);
  const right = splitLines(to);
  let start = 0;
  while (start < Math.min(left.length, right.length) && left[start] === right[start]) start += 1;
  let end = 0;
  const most = Math.min(left.length, right.length) - start;
  while (end < most && left[left.length - 1 - end] === right[right.length - 1 - end]) end += 1;
  const same = (text: string): DiffLine => ({ kind: 'same', text });
  return [
    ...left.slice(0, start).map(same),
    ...diffMiddle(left.slice(start, left.length - end), right.slice(start, right.length - end)),
    ...left.slice(left.length - end).map(same),
  ];
}

/** Changed lines with a few around them; what is left out between is told by its number of lines. */
export function foldDiff(
  lines: readonly DiffLine[],
  around = 3,
): (DiffLine | { readonly kind: 'gap'; readonly count: number })[] {
  const near = lines.map(() => false);
  for (const [index, line] of lines.entries()) {
    if (line.kind === 'same') continue;
    near.fill(true, Math.max(0, index - around), Math.min(lines.length, index + around + 1));
  }
  const folded: (DiffLine | { readonly kind: 'gap'; readonly count: number })[] = [];
  let skipped = 0;
  for (const [index, line] of lines.entries()) {
    if (near[index] !== true) {
      skipped += 1;
      continue;
    }
    if (skipped > 0) folded.push({ kind: 'gap', count: skipped });
    skipped = 0;
    folded.push(line);
  }
  if (skipped > 0) folded.push({ kind: 'gap', count: skipped });
  return folded;
}

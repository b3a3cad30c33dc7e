/** Tables as text, as spreadsheets and other programs export them. */

/** Cells of one line; a quoted one may hold the separator, and a quote twice is one. */
export function cellsOf(line: string, separator: string): string[] {
  const cells: string[] = [''];
  let isQuoted = false;
  for (let at = 0; at < line.length; at += 1) {
    const char = line.charAt(at);
    const isDouble = isQuoted && char === '"' && line.charAt(at + 1) === '"';
    if (isDouble) at += 1;
    if (char === '"' && !isDouble) isQuoted = !isQuoted;
    else if (char === separator && !isQuoted) cells.push('');
    else cells.push(`${cells.pop() ?? ''}${char}`);
  }
  return cells.map((cell) => cell.trim());
}

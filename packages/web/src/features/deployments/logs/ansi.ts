import { AnsiUp } from 'ansi_up';
import type { BufferedLine } from '../../../lib/log-buffer.ts';

const known = new WeakMap<BufferedLine, string>();

export function hasColor(line: BufferedLine): boolean {
  return line.source.line.length !== line.text.length;
}

/** HTML of a coloured line: escaped text in spans whose classes the style sheet gives colours per theme. */
export function toHtml(line: BufferedLine): string {
  const cached = known.get(line);
  if (cached !== undefined) return cached;
  // A new one per line: colours that a line does not switch off must not run into the next one.
  const converter = new AnsiUp();
  converter.use_classes = true;
  converter.escape_html = true;
  converter.url_allowlist = {};
  const html = converter.ansi_to_html(line.source.line);
  known.set(line, html);
  return html;
}

/** Text around and in matches, alternating: even parts are outside, odd ones match. */
export function splitMatches(text: string, find: string): string[] {
  const parts: string[] = [];
  const haystack = text.toLowerCase();
  const needle = find.toLowerCase();
  let from = 0;
  for (let at = haystack.indexOf(needle); at !== -1; at = haystack.indexOf(needle, from)) {
    parts.push(text.slice(from, at), text.slice(at, at + needle.length));
    from = at + needle.length;
  }
  parts.push(text.slice(from));
  return parts;
}

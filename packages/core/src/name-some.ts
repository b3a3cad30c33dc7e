/** Names a few of many: `a, b and 3 more`. */
export function nameSome(names: readonly string[], most = 5): string {
  const named = names.slice(0, most).join(', ');
  return names.length > most ? `${named} and ${names.length - most} more` : named;
}

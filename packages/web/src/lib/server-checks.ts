/** What is wrong with the parts of a server, before the server of the platform says the same. */
const label = /^[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?$/;
const octet = '(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)';
const v4 = new RegExp(`^${octet}(?:\\.${octet}){3}$`);

export function problemOfHostname(text: string): string | undefined {
  if (text === '' || (text.length <= 253 && text.split('.').every((part) => label.test(part)))) return undefined;
  return `"${text}" is no host name`;
}

/** The parser of URLs knows how IPv6 is written. */
function isV6(text: string): boolean {
  return text.includes(':') && URL.canParse(`http://[${text}]/`);
}

/** An address of one host, so neither "any" nor a group. */
export function isAddress(text: string): boolean {
  if (v4.test(text)) {
    const first = Number(text.split('.', 1)[0]);
    return first > 0 && first < 224;
  }
  return isV6(text) && !/^ff/i.test(text) && !/^[0:]+$/.test(text);
}

export function isUser(text: string): boolean {
  return /^[A-Za-z_][A-Za-z0-9_.-]{0,31}$/.test(text);
}

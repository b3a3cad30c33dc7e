/** Which e-mail domains may be claimed, and what proves one. */
import type { TxtAnswer } from './email-domain.ports.ts';

/** Where anybody gets an address: nobody can own these for an organization, whatever their DNS says. */
const publicProviders: ReadonlySet<string> = new Set([
  '126.com',
  '163.com',
  'aol.com',
  'bluewin.ch',
  'duck.com',
  'fastmail.com',
  'free.fr',
  'freenet.de',
  'gmail.com',
  'gmx.at',
  'gmx.ch',
  'gmx.com',
  'gmx.de',
  'gmx.net',
  'googlemail.com',
  'hey.com',
  'hotmail.co.uk',
  'hotmail.com',
  'hotmail.de',
  'hotmail.fr',
  'hushmail.com',
  'icloud.com',
  'laposte.net',
  'libero.it',
  'live.com',
  'mac.com',
  'mail.com',
  'mail.ru',
  'mailbox.org',
  'me.com',
  'msn.com',
  'naver.com',
  'orange.fr',
  'outlook.com',
  'outlook.de',
  'pm.me',
  'posteo.de',
  'proton.me',
  'protonmail.com',
  'qq.com',
  'rocketmail.com',
  'sina.com',
  't-online.de',
  'tuta.com',
  'tutanota.com',
  'users.noreply.github.com',
  'web.de',
  'yahoo.co.jp',
  'yahoo.co.uk',
  'yahoo.com',
  'yahoo.de',
  'yahoo.fr',
  'yandex.com',
  'yandex.ru',
  'ymail.com',
  'zoho.com',
]);

export type DomainResult =
  | { readonly kind: 'ok'; readonly domain: string }
  | { readonly kind: 'invalid'; readonly message: string };

const label = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;
/** What a URL would take for something other than a host name. */
const foreign = /[\s/\\:@?#%[\]<>^|`{}"'()*_]/;

function toAscii(text: string): string | undefined {
  return URL.canParse(`http://${text}/`) ? new URL(`http://${text}/`).hostname : undefined;
}

/** What was typed as the domain that it means. */
export function parseEmailDomain(typed: string): DomainResult {
  const text = typed.trim().replace(/^@/, '').replace(/\.$/, '');
  const invalid = (message: string): DomainResult => ({ kind: 'invalid', message });
  const domain = text === '' || foreign.test(text) ? undefined : toAscii(text);
  if (domain === undefined) return invalid('must be a domain alone, such as example.com');
  const labels = domain.split('.');
  const isName = domain.length <= 230 && labels.every((part) => label.test(part)) && !/^\d+$/.test(labels.at(-1) ?? '');
  if (!isName || labels.length < 2) return invalid('is not the name of a domain');
  if (publicProviders.has(domain)) return invalid('belongs to a mail provider; anybody can have an address there');
  return { kind: 'ok', domain };
}

/** The domain of an address; nothing for what is none. Domains above it do not count. */
export function domainOfEmail(email: string): string | undefined {
  const at = email.lastIndexOf('@');
  if (at < 1) return undefined;
  const parsed = parseEmailDomain(email.slice(at + 1));
  return parsed.kind === 'ok' ? parsed.domain : undefined;
}

/** Where the proof is looked for. */
export function challengeName(domain: string): string {
  return `_moorage-email.${domain}`;
}

export function recordValue(token: string): string {
  return `moorage-email=${token}`;
}

export type Proof = 'ok' | 'missing' | 'wrong' | 'unknown';

export function proofOf(answer: TxtAnswer, token: string): Proof {
  if (answer.kind === 'failed') return 'unknown';
  if (answer.kind !== 'found') return 'missing';
  return answer.values.some((value) => value.trim() === recordValue(token)) ? 'ok' : 'wrong';
}

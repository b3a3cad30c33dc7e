/** What a client may be called, look like and offer. */

export interface ClientIssue {
  readonly path: string;
  readonly message: string;
}

/** WCAG 2.2, 1.4.11: what a colour needs beside its background, so that buttons and focus rings are seen. */
const leastContrast = 3;

function channel(value: number): number {
  const part = value / 255;
  return part <= 0.040_45 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
}

/** Relative luminance of `#rrggbb` as WCAG defines it. */
function luminance(color: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => channel(Number.parseInt(color.slice(at, at + 2), 16)));
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

/** How a colour stands out from white and from black: 1 is not at all, 21 the most there is. */
export function contrastOf(color: string): { readonly white: number; readonly black: number } {
  const own = luminance(color);
  return { white: 1.05 / (own + 0.05), black: (own + 0.05) / 0.05 };
}

/** Cut, not rounded: 2.996 is not enough, and must not be shown as if it were. */
function ratioText(ratio: number): string {
  return `${Math.floor(ratio * 100) / 100}:1`;
}

/**
 * The console has a light and a dark theme, so the colour has to stand out from white and from black. Text on it is no question:
 * of any colour at least one of the two stands out by 4.5.
 */
function colorIssue(color: string): string | undefined {
  const { white, black } = contrastOf(color);
  const [ground, ratio] = white < black ? (['white', white] as const) : (['black', black] as const);
  if (ratio >= leastContrast) return undefined;
  return `has a contrast of ${ratioText(ratio)} to ${ground}; ${leastContrast}:1 is the least (WCAG AA)`;
}

/** Whatever a browser loads for the brand comes encrypted, and without a password in its address. */
function logoIssue(text: string): string | undefined {
  if (!URL.canParse(text)) return 'is not a URL';
  const { protocol, username, password } = new URL(text);
  if (protocol !== 'https:') return 'must begin with https://';
  return username === '' && password === '' ? undefined : 'must not contain a user or a password';
}

export interface Brand {
  readonly name: string;
  readonly logoUrl: string | null;
  readonly primaryColor: string | null;
  readonly supportEmail: string | null;
}

export interface ClientFacts {
  readonly branding: Brand;
  readonly plans: readonly string[];
  readonly registrationPolicy: string;
  readonly allowedDomains: readonly string[];
}

/** Everything that is wrong with a client as it would be; the domain is looked at elsewhere. */
export function clientIssues({ branding, plans, registrationPolicy, allowedDomains }: ClientFacts): ClientIssue[] {
  const { logoUrl, primaryColor } = branding;
  const found: (ClientIssue | false)[] = [
    issueAt('branding.logoUrl', logoUrl === null ? undefined : logoIssue(logoUrl)),
    issueAt('branding.primaryColor', primaryColor === null ? undefined : colorIssue(primaryColor)),
    new Set(plans).size < plans.length && { path: 'plans', message: 'names a plan twice' },
    registrationPolicy === 'domains' &&
      allowedDomains.length === 0 && {
        path: 'allowedDomains',
        message: 'must name at least one domain with the policy `domains`',
      },
  ];
  return found.filter((issue) => issue !== false);
}

function issueAt(path: string, message: string | undefined): ClientIssue | false {
  return message !== undefined && { path, message };
}

/** A cookie that spans several hosts would make one sign-in good for the platform and the client alike. */
export function cookieIssue(domain: string, cookieDomain: string | undefined): string | undefined {
  const span = cookieDomain?.toLowerCase().replace(/^\./, '');
  if (span === undefined || (domain !== span && !domain.endsWith(`.${span}`))) return undefined;
  return `is within ${span}, for which session cookies are made`;
}

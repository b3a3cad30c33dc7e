/** What an address and a Host header must not be, before anything else looks at a request. */
import { isIP } from 'node:net';
import { AppError } from '@moorage/core/errors';
import { hostNameOf } from './site.ts';

const nowhere = (): AppError => new AppError('not_found', 'There is nothing at this address.');

/**
 * Refuses addresses that different programs read differently: dot segments, encoded or doubled slashes, backslashes, NUL and
 * other control characters. None of ours needs them.
 */
export function checkPath(url: string): void {
  const path = url.split('?', 1)[0] ?? '';
  if (/%(?:0[0-9a-f]|1[0-9a-f]|7f)/i.test(path))
    throw new AppError('invalid_request', 'The address contains control characters.');
  if (/%(?![0-9a-f]{2})/i.test(path)) throw new AppError('invalid_request', 'The address is malformed.');
  if (/%2f|%5c|\\|\/\//i.test(path)) throw nowhere();
  const segments = path.split('/').map((segment) => segment.replace(/%2e/gi, '.'));
  if (segments.some((segment) => segment === '.' || segment === '..')) throw nowhere();
}

function isLoopbackName(name: string): boolean {
  return name === 'localhost' || name === '::1' || (isIP(name) === 4 && name.startsWith('127.'));
}

/**
 * On a loopback listener in development mode only loopback names are served. Otherwise any web page could have its own name
 * resolve to 127.0.0.1 and then talk to us as its own origin (DNS rebinding).
 */
export function createHostCheck(options: {
  readonly host: string;
  readonly devMode: boolean;
  readonly baseUrl: string;
}): (host: string | undefined) => void {
  if (!options.devMode || !isLoopbackName(hostNameOf(options.host))) return () => {};
  const own = hostNameOf(new URL(options.baseUrl).host);
  return (host) => {
    const name = hostNameOf(host ?? '');
    if (name === own || isLoopbackName(name)) return;
    throw new AppError('forbidden', 'This host name is not served here.', {
      details: { nextStep: `Use ${options.baseUrl}, or set BASE_URL to the name that you use.` },
    });
  };
}

const safeMethods = new Set(['GET', 'HEAD', 'OPTIONS']);

export interface CrossSiteFacts {
  readonly method: string;
  readonly secFetchSite: string | undefined;
  readonly origin: string | undefined;
  /** The origin under which the client reached us. */
  readonly ownOrigin: string;
  /** Other origins that are us or are listed: the configured address, and pages that may call the API. */
  readonly trustedOrigins: readonly string[];
}

/**
 * Refuses a change that a browser makes on behalf of another site. Browsers say so themselves (`Sec-Fetch-Site`, else
 * `Origin`); a client that sends neither is not a browser and carries no cookie by accident. A sibling of ours counts as
 * another site too: deployed apps live on subdomains.
 */
export function checkCrossSite(facts: CrossSiteFacts): void {
  if (safeMethods.has(facts.method)) return;
  const refuse = (): AppError =>
    new AppError('forbidden', 'A request from another site cannot change anything here.', {
      details: { nextStep: 'Use an API key for programs.' },
    });
  const trusted = [facts.ownOrigin, ...facts.trustedOrigins.map((url) => new URL(url).origin)];
  if (facts.origin !== undefined && trusted.includes(facts.origin)) return;
  if (facts.secFetchSite !== undefined) {
    if (facts.secFetchSite === 'same-origin' || facts.secFetchSite === 'none') return;
    throw refuse();
  }
  if (facts.origin !== undefined) throw refuse();
}

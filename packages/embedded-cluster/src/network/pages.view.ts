/** The error pages of the ingress. Each says where the reader is: on the embedded cluster, without isolation. */
import type { Unready } from './backends.rules.ts';
import { escapeHtml } from '../node/escape.ts';

export interface ErrorPage {
  readonly status: number;
  readonly title: string;
  /** HTML, already escaped. */
  readonly body: string;
  /** For a caller that wants JSON. */
  readonly json: Readonly<Record<string, unknown>>;
}

const notice = 'This is the embedded cluster of Moorage: pods run as processes of this machine, without isolation.';
const style =
  'body{font:16px/1.5 system-ui,sans-serif;max-width:44rem;margin:4rem auto;padding:0 1rem;color:#222;background:#fff}code{background:#eee;padding:.1em .3em}footer{margin-top:3rem;color:#666;font-size:14px}';

function list(items: readonly string[]): string {
  return items.length === 0 ? '' : `<ul>${items.map((item) => `<li>${item}</li>`).join('')}</ul>`;
}

const code = (text: string): string => `<code>${escapeHtml(text)}</code>`;

/** The whole document. */
export function renderPage(page: ErrorPage): string {
  return `<!doctype html><html lang="en"><meta charset="utf-8"><title>${page.status} ${escapeHtml(page.title)}</title><style>${style}</style>
<h1>${escapeHtml(page.title)}</h1>
${page.body}
<footer>${notice}</footer></html>
`;
}

/** The JSON twin of a page. */
export function pageToJson(page: ErrorPage): string {
  return `${JSON.stringify({ error: page.title, ...page.json, notice })}\n`;
}

/** No Ingress takes this host and path. */
export function unknownHostPage(host: string, path: string, known: readonly string[], port: number): ErrorPage {
  const links = known.map((name) => `<a href="http://${escapeHtml(name)}:${port}/">${escapeHtml(name)}</a>`);
  const hint = known.length === 0 ? '<p>No Ingress exists yet.</p>' : `<p>Known hosts:</p>${list(links)}`;
  return {
    status: 404,
    title: 'Nothing is deployed here',
    body: `<p>No Ingress takes ${code(`${host}${path}`)}.</p>${hint}`,
    json: { code: 'not_found', host, path, knownHosts: known },
  };
}

/** The Ingress names a service or a port that does not exist. */
export function missingServicePage(service: string, what: string): ErrorPage {
  return {
    status: 503,
    title: 'The service is missing',
    body: `<p>The Ingress of this host points at ${code(service)}: ${escapeHtml(what)}.</p>`,
    json: { code: 'unavailable', service, reason: what },
  };
}

/** The service exists, none of its pods is ready. */
export function notReadyPage(service: string, unready: readonly Unready[]): ErrorPage {
  const pods = unready.map(({ pod, reason }) => `${code(pod)}: ${escapeHtml(reason)}`);
  const text = unready.length === 0 ? '<p>It has no pods.</p>' : `<p>None of its pods is ready:</p>${list(pods)}`;
  return {
    status: 503,
    title: 'Not ready yet',
    body: `<p>The service ${code(service)} cannot answer now.</p>${text}`,
    json: { code: 'unavailable', service, pods: unready },
  };
}

/** Every pod that was tried refused or broke the connection. */
export function badGatewayPage(service: string, tried: readonly Unready[]): ErrorPage {
  const pods = tried.map(({ pod, reason }) => `${code(pod)}: ${escapeHtml(reason)}`);
  return {
    status: 502,
    title: 'The application did not answer',
    body: `<p>Pods of ${code(service)} are ready, but the connection failed:</p>${list(pods)}<p>Does the program listen on the port that its service names?</p>`,
    json: { code: 'upstream_failed', service, pods: tried },
  };
}

/** The Host header could belong to somebody else. */
export function refusedHostPage(): ErrorPage {
  return {
    status: 421,
    title: 'This host name is not served',
    body: `<p>Only names below ${code('localhost')}, loopback addresses and the configured domain are answered, so that a foreign web page cannot reach the applications of this machine through a name of its own.</p>`,
    json: { code: 'forbidden', reason: 'host not allowed' },
  };
}

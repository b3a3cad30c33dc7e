/**
 * What the HTTP layer answers where the guard of addresses or the schemas of a route refuse a request, by the layer's own functions and
 * without a request: all that comes after them, the service and the database, is then never reached.
 */
import { parse as parseQuery } from 'node:querystring';
import type { AnyInput } from '../src/platform/http/bind.ts';
import { checkPath } from '../src/platform/http/address-guard.ts';
import { asAppError, inWordsOf, presentError } from '../src/platform/http/errors.ts';
import { compileInput } from '../src/platform/http/input.ts';
import type { Route } from '../src/platform/http/route.ts';

export interface Refusal {
  readonly status: number;
  readonly code: string | undefined;
  /** The same for all that is refused for the same fields. */
  readonly kind: string;
}

export interface RawRequest {
  readonly path: string;
  readonly rawBody?: string;
}

/** As long as a part of an address may be that the router takes. */
const longestPart = 256;
/** The parser of requests does not take a longer one, whatever is in it. */
const longestAddress = 8_000;
/** The layer looks for these in the text of a body, before it has fields. */
const poison = /__proto__|constructor/;

function paramsOf(route: Route, path: string): Record<string, string> | undefined {
  const parts = path.split('/');
  const names = route.path.split('/');
  if (parts.length !== names.length) return undefined;
  const slots = names.map((name, index) => [name, parts[index] ?? ''] as const).filter(([name]) => name.startsWith('{'));
  if (slots.some(([name, part]) => !name.endsWith('}') || part === '' || part.length > longestPart)) return undefined;
  return Object.fromEntries(slots.map(([name, part]) => [name.slice(1, -1), decodeURIComponent(part)]));
}

/** Its parts as the layer hands them to the schemas; undefined where something before them has a say. */
function partsOf(route: Route, { path, rawBody }: RawRequest): AnyInput | undefined {
  if (path.length > longestAddress || route.stream !== undefined || route.socket !== undefined) return undefined;
  if (rawBody !== undefined && poison.test(rawBody)) return undefined;
  const [address = '', query = ''] = path.split('?');
  try {
    const params = paramsOf(route, address);
    const body: unknown = rawBody === undefined || rawBody === '' ? undefined : JSON.parse(rawBody);
    return params === undefined ? undefined : { params, query: parseQuery(query, '&', '=', { maxKeys: 0 }), body };
  } catch {
    return undefined;
  }
}

/** For one route: undefined where only a request can tell what is answered. */
export function createForetelling(route: Route): (request: RawRequest) => Refusal | undefined {
  const parse = compileInput(route);
  return (request) => {
    const parts = partsOf(route, request);
    if (parts === undefined) return undefined;
    try {
      checkPath(request.path);
      parse(parts);
      return undefined;
    } catch (thrown) {
      const error = asAppError(thrown);
      const presented = presentError(inWordsOf(route.badInput, error), {
        surface: route.surface,
        requestId: '',
        wantsHtml: false,
      });
      const { code }: { code?: string } = JSON.parse(presented.body);
      const fields = (error.details?.issues ?? []).map((issue) => issue.path);
      return { status: presented.status, code, kind: [presented.status, code, ...fields].join(' ') };
    }
  };
}

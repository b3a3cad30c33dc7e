/** The SDK's client for this page's own origin. Nothing outside `api/` imports it. */
import { type ApiResult, createClient, nextCursor } from '@moorage/sdk/client';
import { ApiFailure } from './errors.ts';

export const client = createClient({ baseUrl: '' });

type Ok<T> = Extract<ApiResult<T>, { readonly kind: 'ok' }>;

/** The good answer with its headers; throws {@link ApiFailure} for every other. */
export async function answerOf<T>(result: Promise<ApiResult<T>>): Promise<Ok<T>> {
  const settled = await result;
  if (settled.kind === 'ok') return settled;
  if (settled.kind === 'client-error') throw new ApiFailure(settled.message);
  throw new ApiFailure(settled.error.error, { status: settled.status, body: settled.error });
}

/** The data of the good answer. */
export async function dataOf<T>(result: Promise<ApiResult<T>>): Promise<T> {
  return (await answerOf(result)).data;
}

export interface Page<T> {
  readonly items: readonly T[];
  readonly next: string | undefined;
}

/** A page of a list and the cursor of the next one, from `Link: <…?cursor=…>; rel="next"`. */
export async function pageOf<T>(result: Promise<ApiResult<readonly T[]>>): Promise<Page<T>> {
  const { data, headers } = await answerOf(result);
  return { items: data, next: nextCursor(headers.get('link')) };
}

/** The door of the SDK. */
export { createClient, type Client } from './generated/client.ts';
export { everyItem, nextCursor, type PageQuery } from './paging.ts';
export { ApiCallError, unwrap, type ApiErrorBody, type ApiIssue, type ApiResult } from './result.ts';
export type { StreamEnd, StreamEvent, StreamOptions } from './stream.ts';
export { type CallOptions, type ClientOptions, readAnswer } from './transport.ts';

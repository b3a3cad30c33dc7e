/** The head of the OpenAPI document. */
import type { OpenApiInfo } from './platform/http/openapi.ts';

export const apiInfo: OpenApiInfo = {
  title: 'Moorage',
  version: '0.1.0',
  description:
    'From bare servers to running apps, agent tasks and agent sandboxes on Kubernetes. Authenticate with the session cookie or `Authorization: Bearer <API key>`. Errors carry a code of a closed set; lists are bare arrays and page with `limit` and `cursor`.',
};

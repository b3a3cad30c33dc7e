/** Writes `openapi/api.json` from the contracts. */
import { apiInfo } from '../src/api-info.ts';
import { contracts, stateActions } from '../src/contracts.ts';
import { buildOpenApi } from '../src/platform/http/openapi.ts';
import { finish, writeGenerated } from './generated-file.ts';

finish([writeGenerated('openapi/api.json', `${JSON.stringify(buildOpenApi(contracts, apiInfo, stateActions), null, 2)}\n`)]);

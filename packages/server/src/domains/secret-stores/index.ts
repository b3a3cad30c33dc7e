export { createBuiltInValues } from './built-in-values.service.ts';
export {
  type DocumentKey,
  type ExternalSource,
  type SecretDocument,
  type SecretValues,
  type StoreName,
  storeNames,
} from './secret-store.ports.ts';
export { createSecretStores, type SecretStores } from './secret-stores.service.ts';

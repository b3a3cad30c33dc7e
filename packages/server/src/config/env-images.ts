/** The variables about images and registries. */
import { text, variable } from '@moorage/core/config-reader';

export const images = {
  imageWatcherEnabled: variable({
    names: ['IMAGE_WATCHER_ENABLED'],
    schema: text.flag.optional(),
    doc: 'Ask registries for digests of images and for new ones. Off with the embedded cluster, which pulls nothing, else on, when unset.',
    group: 'Images',
  }),
  imageWatcherInterval: variable({
    names: ['IMAGE_WATCHER_INTERVAL'],
    schema: text.integer(5, 86_400),
    default: '60',
    doc: 'Seconds between two questions for one image.',
    group: 'Images',
  }),
  registryCredentials: variable({
    names: ['REGISTRY_CREDENTIALS'],
    schema: text.secret.optional(),
    secret: true,
    doc: 'Credentials of registries in the shape of Docker’s `config.json`. They serve every tenant: let them read only.',
    group: 'Images',
  }),
  registryInsecure: variable({
    names: ['REGISTRY_INSECURE'],
    schema: text.list,
    default: '',
    doc: 'Registries (`host` or `host:port`) that are asked by http, also on this machine, separated by commas.',
    group: 'Images',
  }),
  ecrEnabled: variable({
    names: ['ECR_ENABLED'],
    schema: text.flag,
    default: 'false',
    doc: 'Get passwords for Amazon ECR from AWS, with the credentials that the server has there.',
    group: 'Images',
  }),
  ecrEndpoint: variable({
    names: ['ECR_ENDPOINT'],
    schema: text.url.optional(),
    doc: 'Where the ECR API is, for private endpoints. That of the region when unset.',
    group: 'Images',
  }),
};
